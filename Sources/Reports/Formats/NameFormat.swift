import Diagnosis

/// `NAMESPACE/service/NAME`, one line a Service: accepted as an argument.
struct NameFormat {
    let report: Report

    var text: String {
        report.services.map { "\($0.key.namespace)/service/\($0.key.name)\n" }.joined()
            + report.traces.filter { $0.service == nil }.map { "lb/\($0.uid)\n" }.joined()
    }
}
