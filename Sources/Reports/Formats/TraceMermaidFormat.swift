import Diagnosis

struct TraceMermaidFormat {
    let report: Report
    var text: String { "" }
}
