import Diagnosis

struct TraceSVGFormat {
    let report: Report
    var text: String { "" }
}
