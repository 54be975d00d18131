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

    /// Whether it is in the management cluster and so affects every tenant.
    package var isShared: Bool {
        ["layer4-disabled-everywhere", "envoy-not-ready"].contains(name)
            || ["manager-", "pool-", "management-api-"].contains(where: name.hasPrefix)
    }

    /// The ways to fix it that `doctor` prints with its first finding; a test runs each of them.
    package private(set) var fixes: [PrintedFix] = []
    /// Why `doctor` prints no command that fixes it.
    package private(set) var reasonWithoutFix: String?

    /// A way to fix a fault, as `doctor` prints it.
    package struct PrintedFix: Sendable, Hashable {
        /// Of the finding.
        package let code: String
        /// The text of its first step.
        package let text: String
        /// What has to be set for its commands, because only the user knows it.
        package let variables: [String: String]
        /// The codes of other effects of the fault, which it does not fix.
        package let leaving: Set<String>
    }

    init(_ name: String, _ summary: String, _ codes: String..., status statuses: Int32...) {
        self.name = name
        self.summary = summary
        self.codes = codes
        self.statuses = statuses.isEmpty ? [1] : Set(statuses)
    }

    /// With a way to fix it, of a finding with its first code.
    private func fixed(
        _ text: String, setting variables: [String: String] = [:], leaving: Set<String> = []
    ) -> SandboxFault {
        var fault = self
        fault.fixes.append(
            PrintedFix(code: codes.first ?? "", text: text, variables: variables, leaving: leaving))
        return fault
    }

    private func notFixed(_ reason: String) -> SandboxFault {
        var fault = self
        fault.reasonWithoutFix = reason
        return fault
    }

    /// In the order of the path that a Service takes. What each does is in `FaultActions`.
    package static let all: [SandboxFault] =
        ccm + credentials + tenant + manager + addresses + nodes + pods + leftBehind + servers

    package static func named(_ name: String) -> SandboxFault? { all.first { $0.name == name } }

    private static let copied = "copy the kubeconfig that the manager issued for the tenant"

    private static let ccm = [
        SandboxFault(
            "ccm-scaled-down", "New Services stay pending, deleted ones remain: no CCM is running", "KLC-C001"
        ).fixed("scale it up"),
        SandboxFault("ccm-crash-loop", "New Services stay pending: the CCM is crash-looping", "KLC-C003")
            .notFixed("a panic is fixed in the CCM's code"),
        SandboxFault(
            "ccm-stopped", "New Services stay pending: the CCM's pod is running but does nothing", "KLC-C013", status: 0
        ).fixed("restart the CCM if its pod is Ready"),
        SandboxFault(
            "ccm-wrong-cluster-name", "New Services stay pending: --cluster-name matches no Tenant", "KLC-C005"
        ).fixed("correct the name of the tenant"),
        SandboxFault(
            "class-filter", "New Services without a class stay pending: the CCM manages only class kubelb", "KLC-C007"
        ).fixed("recreate the Service with the class (it cannot be changed in place)", leaving: ["KLC-X003"])
            .fixed("let the CCM manage Services of any class"),
        SandboxFault(
            "no-node-address", "New Services get addresses that do not respond: no node has an ExternalIP", "KLC-N002"
        ).fixed("use addresses of type InternalIP if the management cluster can reach them"),
    ]

    private static let credentials = [
        SandboxFault("bad-token", "New Services stay pending: the CCM's token is rejected", "KLC-C011").fixed(copied),
        SandboxFault("expired-token", "Changes no longer arrive: the CCM's token has expired", "KLC-C011")
            .fixed("delete the tenant's token and the kubeconfig that was issued with it"),
        SandboxFault(
            "no-rights", "New Services stay pending: the CCM lacks permission to write LoadBalancers", "KLC-T006"
        ).fixed("touch the Tenant so that the manager recreates its Role and RoleBinding"),
        SandboxFault(
            "management-unreachable", "New Services stay pending: the CCM cannot reach the management API", "KLC-C010"
        ).fixed(copied),
        SandboxFault("wrong-secret-key", "New Services stay pending: the CCM finds no kubeconfig", "KLC-C009")
            .fixed(copied),
    ]

    private static let tenant = [
        SandboxFault("tenant-missing", "New Services stay pending: the Tenant is gone", "KLC-C005", "KLC-T001")
            .fixed("create the Tenant"),
        SandboxFault("layer4-disabled", "Addresses stop responding: Layer 4 is disabled for the tenant", "KLC-T005")
            .fixed("enable load balancing"),
        SandboxFault(
            "layer4-disabled-everywhere", "Addresses stop responding: Layer 4 is disabled by the Config", "KLC-M006"
        ).fixed("enable load balancing"),
        SandboxFault(
            "namespace-label-missing", "New Services stay pending: the tenant's namespace lost its label", "KLC-T004"
        ).fixed("add the label again"),
    ]

    private static let manager = [
        SandboxFault("manager-scaled-down", "New Services stay pending: no manager is running", "KLC-M001")
            .fixed("scale it up"),
        SandboxFault(
            "manager-stopped", "New Services stay pending: the manager's pod is running but does nothing", "KLC-M008",
            status: 0
        ).fixed("restart the manager"),
    ]

    private static let freeAddresses = "only an administrator of the network knows which addresses are free"

    private static let addresses = [
        SandboxFault("pool-absent", "New Services get no address: there is no pool", "KLC-D002")
            .notFixed(freeAddresses),
        SandboxFault("pool-exhausted", "New Services get no address: the pool is exhausted", "KLC-D002")
            .notFixed(freeAddresses),
        SandboxFault(
            "envoy-not-ready", "Addresses refuse connections: no Envoy is Ready", "KLC-D005", "KLC-D006", status: 0
        ).notFixed("the readiness of a program is fixed where it runs"),
        SandboxFault(
            "addresses-deleted",
            "New Services get addresses that refuse connections: Addresses/default is gone and no CCM is running",
            "KLC-C001", "KLC-N001"
        ).fixed("scale it up"),
        SandboxFault(
            "status-overwritten", "The Service shows an address that is not KubeLB's: another controller writes it",
            "KLC-S012", status: 0
        ).notFixed("the other controller has to be configured, and it is not known which it is"),
    ]

    private static let firewall = "a firewall is opened where it is configured"

    private static let nodes = [
        SandboxFault(
            "nodes-not-ready", "Connections are accepted and closed: all nodes are NotReady", "KLC-N002", "KLC-N001",
            "KLC-N003"
        ).notFixed("a kubelet is started on its node"),
        SandboxFault(
            "node-ports-blocked-on-one-node", "One of two connections fails for a while: one node refuses connections",
            "KLC-D011", "KLC-N005", status: 0
        ).notFixed(firewall),
        SandboxFault(
            "node-ports-blocked", "Connections are accepted and closed: all nodes refuse connections", "KLC-N004",
            status: 1, 0
        ).notFixed(firewall),
    ]

    private static let pods = [
        SandboxFault(
            "pods-not-ready", "Connections are accepted and closed: no pod of the Service is Ready", "KLC-S004"
        ).notFixed("the readiness of a program is fixed where it runs"),
        SandboxFault(
            "wrong-target-port",
            "Connections are accepted and closed: no pod has a port with the name of the target port", "KLC-S013",
            "KLC-S004"
        ).fixed("set targetPort to the only container port, if that is the right one"),
    ]

    private static let leftBehind = [
        SandboxFault("deleted-while-ccm-down", "A deleted Service remains: no CCM removes its finalizer", "KLC-C001")
            .fixed("scale it up"),
        SandboxFault(
            "orphaned-loadbalancer", "An address stays in use: its Service was deleted forcibly", "KLC-X001", status: 0
        ).fixed("delete the LoadBalancer, after the command below has printed nothing"),
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
        ].map { $0.notFixed("an API server is fixed where it runs") }
    }
}
