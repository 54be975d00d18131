import CommandLineKit

/// Of which tenants of a management cluster the statistics of Envoy are read.
enum MetricsChoice: String, CaseIterable, Sendable {
    /// Of those of which the statistics may tell more than the objects do.
    case needed
    case all
}

/// What is read beyond the objects of the clusters: the one place in which a command says it.
struct EvidenceOptions: OptionGroup, Sendable {
    /// Whether anything is read but objects and Events.
    var isRead = true
    /// Metrics of Envoy and the controllers.
    var readsMetrics = true
    /// Of which tenants, if all are read.
    var metrics = MetricsChoice.needed
    /// Logs of controllers that may be the cause of a problem.
    var readsLogs = true
    /// Logs and Events of everything that happened, for a timeline.
    var readsHistory = false
    /// What the management cluster answers to generated objects that are missing or outdated, as a dry run.
    var triesGenerated = false
    /// Every Event that may be on the path of a Service.
    var readsEvents = false

    static let heading = "Cluster"

    static var options: [OptionRow<Self>] {
        [
            .flag(
                \.readsMetrics, "no-metrics", sets: false,
                "Do not read metrics of Envoy and the controllers (pods/proxy)"),
            .flag(
                \.readsLogs, "no-logs", sets: false, "Do not read the logs of controllers and of Envoy (pods/log)"),
        ]
    }
}
