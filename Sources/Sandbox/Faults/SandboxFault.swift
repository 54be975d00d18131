/// Something that can be broken in a running sandbox, and mended.
package struct SandboxFault: Sendable {
    package let name: String
    /// What somebody sees who does not know of it, in one line.
    package let summary: String
    /// The codes of which `kubelb-ctl doctor` has to name one first.
    package let codes: [String]
    /// How `doctor` ends: with one of these. It takes the first minute of what a new Service waits for as a warning, which
    /// is 0.
    package let statuses: Set<Int32>

    init(_ name: String, _ summary: String, _ codes: String..., status statuses: Int32...) {
        self.name = name
        self.summary = summary
        self.codes = codes
        self.statuses = statuses.isEmpty ? [1] : Set(statuses)
    }

    /// In the order of the path that a Service takes. What each does is in `FaultActions`.
    package static let all: [SandboxFault] =
        ccm + credentials + tenant + manager + addresses + nodes + pods + leftBehind + servers

    package static func named(_ name: String) -> SandboxFault? { all.first { $0.name == name } }

    private static let ccm = [
        SandboxFault(
            "ccm-scaled-down", "New Services stay pending, deleted ones remain: no CCM is running", "KLC-C001"),
        SandboxFault("ccm-crash-loop", "New Services stay pending: the CCM is crash-looping", "KLC-C003"),
        SandboxFault(
            "ccm-stopped", "New Services stay pending: the CCM's pod is running but does nothing", "KLC-C013", status: 0
        ),
        SandboxFault(
            "ccm-wrong-cluster-name", "New Services stay pending: --cluster-name matches no Tenant", "KLC-C005"),
        SandboxFault(
            "class-filter", "New Services without a class stay pending: the CCM manages only class kubelb", "KLC-C007"),
        SandboxFault(
            "no-node-address", "New Services get addresses that do not respond: no node has an ExternalIP", "KLC-N002"),
    ]

    private static let credentials = [
        SandboxFault("bad-token", "New Services stay pending: the CCM's token is rejected", "KLC-C011"),
        SandboxFault("expired-token", "Changes no longer arrive: the CCM's token has expired", "KLC-C011"),
        SandboxFault(
            "no-rights", "New Services stay pending: the CCM lacks permission to write LoadBalancers", "KLC-R003"),
        SandboxFault(
            "management-unreachable", "New Services stay pending: the CCM cannot reach the management API", "KLC-C010"),
        SandboxFault("wrong-secret-key", "New Services stay pending: the CCM finds no kubeconfig", "KLC-C009"),
    ]

    private static let tenant = [
        SandboxFault("tenant-missing", "New Services stay pending: the Tenant is gone", "KLC-T001", "KLC-C005"),
        SandboxFault("layer4-disabled", "Addresses stop responding: Layer 4 is disabled for the tenant", "KLC-T005"),
        SandboxFault(
            "layer4-disabled-everywhere", "Addresses stop responding: Layer 4 is disabled by the Config", "KLC-M006"),
        SandboxFault(
            "namespace-label-missing", "New Services stay pending: the tenant's namespace lost its label", "KLC-T004"),
    ]

    private static let manager = [
        SandboxFault("manager-scaled-down", "New Services stay pending: no manager is running", "KLC-M001"),
        SandboxFault(
            "manager-stopped", "New Services stay pending: the manager's pod is running but does nothing", "KLC-M008",
            status: 0),
    ]

    private static let addresses = [
        SandboxFault("pool-absent", "New Services get no address: there is no pool", "KLC-D002"),
        SandboxFault("pool-exhausted", "New Services get no address: the pool is exhausted", "KLC-D002"),
        SandboxFault(
            "envoy-not-ready", "Addresses refuse connections: no Envoy is Ready", "KLC-D005", "KLC-D006", status: 0),
        SandboxFault(
            "addresses-deleted",
            "New Services get addresses that refuse connections: Addresses/default is gone and no CCM is running",
            "KLC-C001", "KLC-N001"),
        SandboxFault(
            "status-overwritten", "The Service shows an address that is not KubeLB's: another controller writes it",
            "KLC-S012", status: 0),
    ]

    private static let nodes = [
        SandboxFault(
            "nodes-not-ready", "Connections are accepted and closed: all nodes are NotReady", "KLC-N002", "KLC-N001",
            "KLC-N003"),
        SandboxFault(
            "node-ports-blocked-on-one-node", "One of two connections fails for a while: one node refuses connections",
            "KLC-D011",
            "KLC-N005", status: 0),
        SandboxFault(
            "node-ports-blocked", "Connections are accepted and closed: all nodes refuse connections", "KLC-N004",
            status: 1, 0),
    ]

    private static let pods = [
        SandboxFault(
            "pods-not-ready", "Connections are accepted and closed: no pod of the Service is Ready", "KLC-S004"),
        SandboxFault(
            "wrong-target-port",
            "Connections are accepted and closed: no pod has a port with the name of the target port", "KLC-S013",
            "KLC-S004"),
    ]

    private static let leftBehind = [
        SandboxFault("deleted-while-ccm-down", "A deleted Service remains: no CCM removes its finalizer", "KLC-C001"),
        SandboxFault(
            "orphaned-loadbalancer", "An address stays in use: its Service was deleted forcibly", "KLC-X001", status: 0),
    ]

    /// What the CCM says of a management API server that it cannot use is a finding, too.
    private static let servers = [("tenant", "KLC-A001"), ("management", "KLC-A002")].flatMap { side, code in
        [
            SandboxFault(
                "\(side)-api-slow", "Everything takes seconds: the \(side) API server is slow", "KLC-A008", status: 0),
            SandboxFault(
                "\(side)-api-throttling", "Requests fail with 429: the \(side) API server is busy", code, status: 3, 1),
            SandboxFault(
                "\(side)-api-resetting", "Connections to the \(side) API server are reset", code, status: 3, 1),
            SandboxFault(
                "\(side)-api-truncating", "The \(side) API server sends half of its JSON", code, status: 3, 1),
        ]
    }
}
