import Diagnosis

extension Verdict.Conclusion {
    /// The headline of formats that begin with one.
    var headline: String {
        switch self {
        case .passed: "no problems found"
        case .incomplete: "no problems found, but not everything could be checked"
        case .warned: "warnings"
        case .failed: "problems found"
        case .undetermined: "could not be determined"
        }
    }
}
