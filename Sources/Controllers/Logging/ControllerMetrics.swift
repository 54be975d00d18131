import LocalSystem
import Synchronization

/// The metrics of one controller, in Prometheus' text form.
package final class ControllerMetrics: Sendable {
    private let values = Mutex<[String: [String: Double]]>([:])

    package init() {}

    /// What every page has, from the start of the process on: `lease` is the Lease that the controllers are led by.
    func begin(lease: String) {
        set("process_start_time_seconds", Double(WallClock.milliseconds) / 1000)
        lead(false, lease)
    }

    func lead(_ isLeading: Bool, _ lease: String) {
        set("leader_election_master_status", isLeading ? 1 : 0, ["name": lease])
    }

    /// One reconcile of a controller, as controller-runtime counts it.
    func countReconcile(_ controller: String, _ result: String) {
        for name in ["error", "requeue", "requeue_after", "success"] {
            count("controller_runtime_reconcile_total", by: 0, ["controller": controller, "result": name])
        }
        count("controller_runtime_reconcile_total", ["controller": controller, "result": result])
        count(
            "controller_runtime_reconcile_errors_total", by: result == "error" ? 1 : 0, ["controller": controller])
    }

    func count(_ name: String, by amount: Double = 1, _ labels: [String: String] = [:]) {
        values.withLock { $0[name, default: [:]][Self.text(labels), default: 0] += amount }
    }

    func set(_ name: String, _ value: Double, _ labels: [String: String] = [:]) {
        values.withLock { $0[name, default: [:]][Self.text(labels)] = value }
    }

    private static func text(_ labels: [String: String]) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }
        return "{\(pairs.joined(separator: ","))}"
    }

    package var text: String {
        values.withLock { values in
            values.sorted { $0.key < $1.key }.map { name, series in
                "# TYPE \(name) \(name.hasSuffix("_total") ? "counter" : "gauge")\n"
                    + series.sorted { $0.key < $1.key }.map { labels, value in
                        "\(name)\(labels) \(value == value.rounded() ? String(Int(value)) : String(value))\n"
                    }.joined()
            }.joined()
        }
    }

    /// `/metrics` on the port given, and the health probes on 8081.
    func respond(to request: ContainerRequest, port: Int) -> ContainerResponse? {
        switch (request.port, request.path) {
        case (port, "/metrics"):
            ContainerResponse(
                contentType: "text/plain; version=0.0.4; charset=utf-8; escaping=underscores", body: Array(text.utf8))
        case (8081, "/healthz"), (8081, "/readyz"): ContainerResponse(body: Array("ok".utf8))
        case (port, _), (8081, _): ContainerResponse(status: 404, body: Array("404 page not found\n".utf8))
        default: nil
        }
    }
}
