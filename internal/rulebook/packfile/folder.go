package packfile

import (
	"errors"
	"io/fs"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/rulebook"
)

// ReadFolder reads every pack of a folder: its files that end in .json, each named in errors as dir/file. A council keeps
// its own packs there; one of a name that the product has takes its place. Two files of one name are fault.Invalid, and a
// folder that cannot be read is fault.NotFound.
func ReadFolder(dir string, folder fs.FS) ([]rulebook.Pack, error) {
	names, err := fs.Glob(folder, "*.json")
	if err == nil {
		_, err = fs.Stat(folder, ".")
	}
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, err, "the folder of rule packs cannot be read").At(dir, "").
			To("check its name and its rights")
	}
	var packs []rulebook.Pack
	var all []error
	in := map[string]string{}
	for _, name := range names {
		p, err := readFile(dir, name, folder)
		if other, ok := in[p.Pack]; ok && err == nil {
			err = fault.New(fault.Invalid, "%s holds a pack of this name too", other).At(dir+"/"+name, "/pack").With(p.Pack).
				To("give one of them another name")
		}
		if err != nil {
			all = append(all, err)
			continue
		}
		in[p.Pack] = name
		packs = append(packs, p)
	}
	return packs, errors.Join(all...)
}

func readFile(dir, name string, folder fs.FS) (rulebook.Pack, error) {
	f, err := folder.Open(name)
	if err != nil {
		return rulebook.Pack{}, fault.Wrap(fault.NotFound, err, "the rule pack cannot be read").At(dir+"/"+name, "").
			To("check its rights")
	}
	p, err := Read(dir+"/"+name, f)
	return p, errors.Join(err, f.Close())
}
