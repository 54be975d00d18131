import KubeLB
import Kubernetes
import Topology

/// What `--dry-run=reads` prints: the requests that are sent for the tenants of a management cluster, how many they are first.
struct FleetReads {
    let source: SourceOptions
    /// Names of the pairs of the configuration file whose tenant clusters are read, too, if they lead to this management cluster.
    var pairs: [String] = []

    private static let shownPairs = 5

    private var evidence: EvidenceOptions { source.evidence }

    /// What the server is asked before any list.
    private var questions: [String] {
        let group = "GET /apis/\(KubeLBNames.group)/\(KubeLBNames.apiVersion)"
        let review = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews (get pods/proxy)"
        return ["GET /version", group] + (evidence.readsMetrics ? [review] : [])
    }

    private var lists: [String] {
        var plan = ReadPlan(scope: .fleet)
        plan.evidence = evidence
        return plan.firstRound(.management).compactMap(\.path).map { "GET \($0)" }
    }

    /// What depends on the answers.
    private var later: [String] {
        let isOfOne = source.tenantName != nil
        let tenants =
            isOfOne
            ? "the tenant" : evidence.metrics == .all ? "each tenant" : "each tenant whose state depends on them"
        let metrics = "metrics: one request per Envoy pod of \(tenants), at most \(FleetSource.width) at a time"
        return (evidence.readsMetrics ? [metrics, "metrics: one request per pod of the manager"] : [])
            + (evidence.readsLogs ? ["logs: of controllers and Envoy pods that may be the cause of a problem"] : [])
            + ["lists and Events that a finding needs, such as Leases of the control plane"]
            + ["whether the server has an API group, if it does not serve a list"]
            + ["where a list over all namespaces is forbidden: one per tenant, in its namespace"]
    }

    /// What is read of the tenant cluster of a pair first.
    private var listsOfPair: [String] {
        var plan = ReadPlan(scope: .all)
        plan.readsRoutes = true
        plan.evidence = evidence
        return plan.firstRound(.tenant).compactMap(\.path).map { "GET \($0)" }
    }

    private var ofPairs: [String] {
        guard !pairs.isEmpty else { return [] }
        let names = pairs.prefix(Self.shownPairs).joined(separator: ", ") + (pairs.count > Self.shownPairs ? ", …" : "")
        let lists = listsOfPair
        let noun = pairs.count == 1 ? "the pair" : "each of \(pairs.count) pairs"
        return [
            "then, for \(noun) in the configuration file (\(names)) if it leads here, \(lists.count) lists of its "
                + "tenant cluster, and what they call for:"
        ] + lists.map { "  \($0)" }
    }

    var text: String {
        let requests = questions + lists
        let head = [
            "\(requests.count) requests, whatever the number of tenants, and one more for each further "
                + "\(source.pageSize) objects of a list:"
        ]
        return
            (head + requests.map { "  \($0)" } + ["then, depending on the answers:"] + later.map { "  \($0)" } + ofPairs)
            .map { $0 + "\n" }.joined()
    }
}
