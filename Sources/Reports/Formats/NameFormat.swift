import Diagnosis

/// `NAMESPACE/service/NAME`, one line a Service: accepted as an argument.
struct NameFormat {
    let report: Report

    var text: String {
        let names =
            report.services.map { "\($0.key.namespace)/service/\($0.key.name)" }
            + report.traces.filter { $0.service == nil }.map { "lb/\($0.uid)" }
        let painter = Painter(style: TextStyle())
        return names.map { painter.plain($0) + "\n" }.joined()
    }
}
