// Package calendar computes the dates of a programme and says why each is what it is.
//
// It knows civil dates in Europe/London, the working days of the United Kingdom's jurisdictions as they were known on
// any day, a small language for legal periods ("28 clear days before transfer"), and the profiles by which a contract
// deems a notice served. It is pure: the time is always an argument, the holiday table and the time zone are embedded,
// and no result depends on the machine's zone. Nothing here is legal advice: names of rules are data, and a council's
// legal team chooses among them.
package calendar
