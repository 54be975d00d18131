import Diagnosis

/// `NAMESPACE/service/NAME`, one line a Service or object of Layer 7: accepted as an argument.
struct NameFormat {
    let report: Report

    var text: String {
        let names =
            report.resources.map(\.argument) + report.lone.map(\.argument)
            + report.traces.filter { $0.resource == nil }.map { "\($0.isOfRoute ? "route" : "lb")/\($0.uid)" }
        let painter = Painter(style: TextStyle())
        return names.map { painter.plain($0) + "\n" }.joined()
    }
}
