package calendar

// ReadProfiles lets the tests read profiles that are not the embedded ones.
var ReadProfiles = readProfiles
