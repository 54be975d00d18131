import Documents

/// What a CCM counts on `:9445/metrics` (KubeLB after v1.4.3).
package struct CCMMetrics: Sendable, Hashable {
    /// Set to 1 with the first operation that succeeds, and never reset: 1 proves nothing about now, 0 proves that nothing
    /// has ever succeeded. nil where the page does not have it.
    package let hasConnected: Bool?
    /// Operations in the management cluster since the start, by verb. A `get` that finds nothing counts as an error.
    package private(set) var operations: [String: Outcomes] = [:]
    /// Services of type LoadBalancer that it manages now, by namespace.
    package private(set) var managedServices: [String: Int] = [:]

    package static func decode(_ bytes: [UInt8]) throws(MetricsError) -> CCMMetrics {
        let families: Set<String> = [connected, managed, operations, ControllerMetrics.lastFamily]
        return try CCMMetrics(MetricsParser.parse(bytes, keeping: families))
    }

    package init(_ page: MetricsPage) throws(MetricsError) {
        try ControllerMetrics.requireEnd(of: page)
        hasConnected = page.value(of: Self.connected).map { $0 != 0 }
        operations = ControllerMetrics.outcomes(Self.operations, by: "operation", page)
        for sample in page.samples(of: Self.managed) {
            guard let namespace = sample.labels["namespace"], let count = MetricsPage.whole(sample.value) else {
                continue
            }
            managedServices[namespace] = max(managedServices[namespace] ?? 0, count)
        }
    }

    private static let connected = "kubelb_ccm_kubelb_cluster_connected"
    private static let managed = "kubelb_ccm_managed_services"
    private static let operations = "kubelb_ccm_kubelb_cluster_operations_total"
}

/// How often something went well or wrong since the start of the process.
package struct Outcomes: Sendable, Hashable {
    package var successes = 0
    package var errors = 0

    package init() {}

    package static func + (left: Outcomes, right: Outcomes) -> Outcomes {
        var sum = left
        sum.successes = left.successes.saturatingSum(right.successes)
        sum.errors = left.errors.saturatingSum(right.errors)
        return sum
    }
}

/// What the pages of both controllers have in common.
enum ControllerMetrics {
    /// Families are sorted by name, and this one stands behind all of KubeLB's own.
    static let lastFamily = "process_start_time_seconds"

    static func requireEnd(of page: MetricsPage) throws(MetricsError) {
        guard !page.samples(of: lastFamily).isEmpty else {
            throw MetricsError("not the metrics of a controller, or not all of them")
        }
    }

    /// Adds up a family with the label `result` by another of its labels; by nothing where the label is empty.
    static func outcomes(
        _ family: String, by label: String, _ page: MetricsPage
    ) -> [String: Outcomes] {
        var outcomes: [String: Outcomes] = [:]
        for sample in page.samples(of: family) {
            guard let count = MetricsPage.whole(sample.value) else { continue }
            let key = label.isEmpty ? "" : sample.labels[label] ?? ""
            var outcome = Outcomes()
            switch sample.labels["result"] {
            case "success": outcome.successes = count
            case "error": outcome.errors = count
            default: continue
            }
            outcomes[key] = (outcomes[key] ?? Outcomes()) + outcome
        }
        return outcomes
    }
}
