extension LogLine {
    /// How many failures error lines about one object report: controllers log each of them twice, once in their own words.
    package static func failures(in lines: [LogLine]) -> Int {
        let reconciler = lines.count { $0.message == "Reconciler error" }
        return reconciler > 0 ? reconciler : lines.count
    }
}
