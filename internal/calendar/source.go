package calendar

// sources says for each way of counting on whose authority it is counted so, or that it is our assumption. A service
// profile has its own.
var sources = map[Mode]string{
	ModeDate:      "The day as given: nothing is counted",
	ModeDays:      "The day of the event is left out and the last day counts: Lester v Garland (1808) 15 Ves 248",
	ModeClearDays: "Clear days leave out both the first day and the day of the event, as CPR 2.8(3) defines them",
	ModeWorkingDays: "Our assumption: the day of the event is left out and the last day counts, as with days; weekends, bank " +
		"holidays and closures do not count",
	ModeClearWorkingDays: "Our assumption: clear days as in CPR 2.8(3), of which weekends, bank holidays and closures do not count",
	ModeMonths:           "The corresponding date rule: Dodds v Walker [1981] 1 WLR 1027 (HL)",
	ModeDayOfYear:        "The day as named, of the nearest year in which it lies before or after: nothing is counted",
	ModeBeginning:        "A period that begins with a day counts that day: Zoan v Rouamba [2000] 1 WLR 1509 (CA)",
}

// theExpression is the origin of a date that is written out in an expression.
const theExpression = "the expression"
