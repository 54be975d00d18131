/// What may be at fault for several tenants at once, and is no tenant's own. In a view of all tenants, root causes that have it in
/// common are one finding about the platform.
package struct CommonCause: Sendable, Hashable {
    /// What findings about it have in common.
    enum Subject: Sendable, Hashable {
        /// Who refuses the manager's writes, or whose permissions are missing.
        case refusal(String)
        /// A node of the management cluster that is NotReady.
        case lostNode(String)
        /// A node of the management cluster that has the only Envoy pod of a tenant that is Ready.
        case onlyNode(String)
        /// Something that the operator provides for all tenants, by its name.
        case part(Part, String)
    }

    /// What tenants depend on. Each finding of it has a detail that names no tenant's objects: why it fails.
    enum Part: Sendable, Hashable {
        /// What assigns addresses, or the pools that it takes them from.
        case addresses
        /// What serves Ingresses or Gateways: its Service, its workload.
        case proxy
        /// What writes DNS records.
        case dns
        /// An issuer of cert-manager, or cert-manager itself.
        case certificates
        /// What keeps Envoy pods from starting, of which all have the same template.
        case envoyPods
        /// An image of Envoy that does not take what the manager sends.
        case envoyImage
        /// The template of Envoy pods, which the manager writes alike for all tenants.
        case envoyTemplate
        /// The Config, which several programs write.
        case settings

        /// What it does to so many tenants.
        fileprivate func effect(on whose: String) -> String {
            switch self {
            case .addresses: "Services or Gateways of \(whose) get no address"
            case .proxy: "Ingresses or Gateways of \(whose) are not served"
            case .dns: "DNS records of \(whose) are not updated"
            case .certificates: "Certificates of \(whose) are not issued or renewed"
            case .envoyPods: "Envoy pods of \(whose) do not start"
            case .envoyImage: "Envoy pods of \(whose) reject the configuration that the manager sends"
            case .envoyTemplate: "The Envoy pods of \(whose) differ from those of the other tenants"
            case .settings: "Settings of \(whose) are changed back and forth"
            }
        }
    }

    /// Tenants may see the same fault in other words, such as the numbers of a scheduler.
    private static let shownDetails = 2

    let subject: Subject
    /// What of it concerns this tenant, such as a permission; each is named once. Of a `part`: why it fails, as a sentence without
    /// its full stop.
    var detail = ""
    let objects: [ObjectReference]
    /// What fixes it for all tenants.
    let remedies: [Remedy]

    /// What is wrong, for so many tenants.
    fileprivate func message(tenants: Int, details: [String]) -> String {
        let whose = ServiceWords.count(tenants, "tenant")
        switch subject {
        case .refusal:
            return "The manager cannot write objects of \(whose), because of one refusal: "
                + ServiceWords.list(details, limit: 3)
        case .lostNode(let node):
            return "Node \(node) of the management cluster is NotReady, and with it Envoy pods of \(whose)"
        case .onlyNode(let node):
            return
                "Node \(node) of the management cluster has the only Ready Envoy pod of \(whose), so a restart or drain of "
                + "the node interrupts all of their Services"
        case .part(let part, _):
            return ([part.effect(on: whose)] + details.prefix(Self.shownDetails)).joined(separator: ". ")
        }
    }
}

extension Finding {
    /// The one finding for several tenants, whose own ones are `findings`; nil if they have nothing in common.
    static func common(_ findings: [Finding], tenants: Int) -> Finding? {
        guard let first = findings.first, let cause = first.common else { return nil }
        var common = first
        common.severity = findings.map(\.severity).max() ?? first.severity
        common.resource = nil
        common.message = cause.message(
            tenants: tenants, details: findings.compactMap(\.common?.detail).filter { !$0.isEmpty }.uniqued())
        common.objects = findings.compactMap(\.common).flatMap(\.objects).uniqued()
        common.evidence = Array(findings.flatMap(\.evidence).uniqued().prefix(Self.commonEvidence))
        common.remedies = cause.remedies
        common.unlisted = 0
        common.isOfPlatform = true
        return common
    }

    /// One more is a repetition of what the others show.
    private static var commonEvidence: Int { 6 }
}
