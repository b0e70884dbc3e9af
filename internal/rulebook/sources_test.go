package rulebook_test

// cited gives each worked example its source: on whose authority the rule is that it works out. The sources are typed by
// hand, and TestEveryRuleHasAnExample holds the packs to them.
func cited(all []worked) []worked {
	sources := sources()
	for i, w := range all {
		source, ok := sources[w.pack+" "+w.id+" "+w.transfer]
		if !ok {
			source = sources[w.pack+" "+w.id]
		}
		all[i].source = source
	}
	return all
}

// sources are the authorities by pack and rule and, for rules that changed, by day of transfer.
func sources() map[string]string {
	const core, children, generic, lgr = "england-council-core ", "children-services ", "generic-insourcing ", "lgr-vesting-day "
	const tupe, trade = "TUPE Regulations 2006, regulation", "Trade Union and Labour Relations (Consolidation) Act 1992, section"
	const callIn, exit = "The council's constitution, call-in procedure", "Exit schedule of the contract"
	return map[string]string{
		core + "D-01": "SI 2012/2089, regulation 8", core + "D-02": "SI 2012/2089, regulation 9",
		core + "D-03a": "SI 2012/2089, regulation 5(2)", core + "D-03b": "SI 2012/2089, regulation 5(4)",
		core + "D-04": "SI 2012/2089, regulation 10: five clear days, counted here in working days",
		core + "D-05": "SI 2012/2089, regulation 11",
		core + "D-06": "Local Government Act 1972, section 100B: five clear days, counted here in working days",
		core + "D-07": callIn, core + "D-07b": callIn, core + "D-09": "Equality Act 2010, section 149",
		core + "N-01": "Notices clause", core + "N-07": "Termination clause: the period runs from deemed service",
		core + "N-08": "Belt and braces", core + "N-09": "Practice notes", core + "N-10": "Termination by agreement",
		core + "N-11": "Interpretation Act 1978, section 7; Local Government Act 1972, section 233",
		core + "T-01": tupe + " 3(1)(b)", core + "T-02": tupe + "s 4 to 7", core + "T-03": tupe + " 4(5B)",
		core + "C-01": tupe + " 13(6)",
		core + "T-04": tupe + " 11(6)", core + "T-05": tupe + " 12", core + "T-06": tupe + " 13(2); the 30 days are assumed",
		core + "T-07": tupe + " 13(4); the 37 days are assumed", core + "T-08": tupe + " 13(7)", core + "T-09": tupe + " 13(3)",
		core + "T-09b": tupe + " 14", core + "T-11": tupe + "s 15 and 16", core + "T-10": tupe + " 13A, for transfers from 1 July 2024",
		core + "T-10 2014-07-30": tupe + " 13, before SI 2014/16", core + "T-10 2014-07-31": tupe + " 13A, as SI 2014/16 inserted it",
		core + "T-10 2024-06-30": tupe + " 13A, as SI 2014/16 inserted it",
		core + "T-12a":           trade + "s 188 and 193", core + "T-12b": trade + "s 188 and 193", core + "T-13": trade + " 189",
		core + "T-13 2026-04-06": trade + " 189, as the Employment Rights Act 2025 amends it from 6 April 2026",
		core + "T-14a":           "Model pre-service-transfer clause: 20 working days after notice",
		core + "T-14b":           "Model pre-service-transfer clause: 20 working days before transfer",
		core + "P-01":            "LGPS Regulations 2013 (SI 2013/2356), regulation 64",
		core + "P-02":            "Best Value Authorities Staff Transfers (Pensions) Direction 2007",
		core + "P-03":            "Pension funds to admitted bodies", core + "EX-01": exit, core + "EX-02": exit, core + "EX-03": exit,
		core + "DP-01": "UK GDPR, Article 35", core + "DP-02": "UK GDPR, Article 36", core + "DP-03": "ICO data sharing code",
		core + "DP-04": "UK GDPR, Articles 13, 28 and 30",
		core + "DP-05": "UK GDPR, Article 12(3); Freedom of Information Act 2000, section 10",
		core + "M-01":  "Migration practice", core + "M-02": "Migration practice", core + "M-03": "Cut-over two working days before",
		core + "M-04": "Sign-off one working day before", core + "G-01": "Readiness review ten working days before",
		core + "G-02": "Decision five working days before", core + "G-03": "Confirmation on the last working day before",
		core + "transfer": "The transfer instant of the definition", core + "R-01": "Reviews named in the definition",
		core + "PR-01": "Procurement Act 2023, section 80", core + "PR-02": "Sourcing Playbook",
		core + "TX-01": "HMRC, VAT: cancel a registration within 30 days", core + "TX-02": "HMRC, payroll",
		core + "CO-01":     "Companies Act 2006, section 1004",
		children + "CS-01": "Children Act 2004, sections 18 and 19", children + "CS-02": "Education Act 1996, section 497A",
		children + "CS-03":  "Care Standards Act 2000, section 11; the 30 days after the decision are assumed",
		children + "CS-03b": "Fostering Services (England) Regulations 2011", children + "CS-04": "Adoption agencies",
		children + "CS-05a": "Department for Education, guides to both collections: open on 1 April, due by the end of July",
		children + "CS-05b": "Collections are loaded by the end of June and corrected until the end of July",
		children + "CS-06":  "Working Together to Safeguard Children", children + "CS-07": "Children Act 2004, section 16E",
		children + "DP-06": "Care Planning Regulations 2010, regulation 50",
		generic + "GI-01":  "Procurement Policy Note 024", generic + "GI-02": "Applications 30 days after the decision",
		generic + "GI-03": "Goods Vehicles (Licensing of Operators) Act 1995, section 2", generic + "GI-04": tupe + " 13(2A)",
		lgr + "T-01": "SI 2008/1419", lgr + "LG-01": "Local Government and Public Involvement in Health Act 2007, section 7",
		lgr + "LG-02": "Local Government and Public Involvement in Health Act 2007, section 24",
		lgr + "LG-03": "Local Government and Housing Act 1989, sections 4 and 5",
		lgr + "LG-04": "Local Government Act 2000, section 9P",
		lgr + "LG-05": "Local Government Finance Act 1992, section 30(6)", lgr + "LG-06": "Preparatory activities",
		lgr + "LG-07": "Preparatory activities",
	}
}
