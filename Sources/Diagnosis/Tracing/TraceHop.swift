import Kubernetes
import Topology

/// One place on the path of a Service or an object of Layer 7 through both clusters: an object, a program or a step of the
/// traffic.
package struct TraceHop: Sendable {
    package let role: Role
    /// nil where nobody could tell which object it would be.
    package let object: ObjectReference?
    package var state: State
    /// What was seen there, each a few words, the most telling first.
    package var facts: [String]
    /// Why the state is `unknown`.
    package var reason: UnknownReason?
    /// Everything that was found there, but for what is only worth knowing.
    package var findings: [Finding] = []
    /// Whether it is the root of what is wrong with this Service, not one of its consequences.
    package var isCause = false

    package init(_ role: Role, _ object: ObjectReference?, _ state: State, facts: [String] = []) {
        self.role = role
        self.object = object
        self.state = state
        self.facts = facts
    }

    /// The codes of what was found there, each once.
    package var codes: [CheckCode] { findings.map(\.code).uniqued() }

    /// Which place it is; in the order of the path.
    package enum Role: String, Sendable, Hashable, CaseIterable {
        // The control path
        case service
        /// The Ingress, Gateway, HTTPRoute or GRPCRoute.
        case source
        case ccm
        /// The Services of an object of Layer 7, and their NodePort copies.
        case backends
        case nodes
        /// The Secrets with its certificates, on their way to the management cluster.
        case secret
        case tenant
        case loadBalancer
        case route
        case addresses
        case manager
        case envoyService
        /// What the manager makes of a Route.
        case generated
        /// The Gateway that a route is attached to.
        case gateway
        /// The IngressClass or GatewayClass, and its controller.
        case servingClass
        /// What the controller serves the class through.
        case proxy
        case listeners
        case host
        /// The certificates in the management cluster.
        case certificate
        /// The Services in the tenant's namespace that lead to its Envoy.
        case backendServices
        case envoy
        case loadBalancerStatus
        case routeStatus
        case serviceStatus
        case sourceStatus
        // The path of the traffic, port by port
        case address
        case gatewayListener
        case attachedRoutes
        case envoyPort
        case backendPort
        case listener
        case nodePort
        case endpoints

        package var side: ClusterSide {
            switch self {
            case .service, .source, .ccm, .backends, .nodes, .secret, .serviceStatus, .sourceStatus, .nodePort,
                .endpoints:
                .tenant
            case .tenant, .loadBalancer, .route, .addresses, .manager, .envoyService, .generated, .gateway,
                .listeners, .servingClass, .proxy, .host, .certificate, .backendServices, .envoy, .loadBalancerStatus,
                .routeStatus, .address, .gatewayListener, .attachedRoutes, .envoyPort, .backendPort, .listener:
                .management
            }
        }

        /// Whether it is about what the controllers wrote back into the tenant cluster.
        package var isReturn: Bool { self == .serviceStatus || self == .sourceStatus }

        /// What it is called beside the object's kind and name.
        package var title: String {
            switch self {
            case .service: "Service"
            case .source: "source"
            case .ccm: "CCM"
            case .backends: "backends"
            case .nodes: "Nodes"
            case .secret: "TLS Secrets"
            case .tenant: "Tenant"
            case .loadBalancer: "LoadBalancer"
            case .route: "Route"
            case .addresses: "Addresses"
            case .manager: "manager"
            case .envoyService: "envoy Service"
            case .generated: "generated"
            case .gateway: "Gateway"
            case .listeners: "listeners"
            case .servingClass: "class"
            case .proxy: "proxy"
            case .host: "DNS"
            case .certificate: "certificates"
            case .backendServices: "backend Services"
            case .envoy: "Envoy"
            case .loadBalancerStatus: "LoadBalancer status"
            case .routeStatus: "Route status"
            case .serviceStatus: "Service status"
            case .sourceStatus: "status"
            case .address: "address"
            case .gatewayListener: "listener"
            case .attachedRoutes: "attached routes"
            case .envoyPort: "envoy Service port"
            case .backendPort: "backend Service port"
            case .listener: "Envoy listener"
            case .nodePort: "node port"
            case .endpoints: "endpoints"
            }
        }
    }

    package enum State: String, Sendable, Hashable, CaseIterable {
        case ok
        /// Broken for this Service.
        case failed
        /// It should be there, and is not.
        case absent
        /// Worth a look: impaired, or broken without holding up this Service now.
        case warning
        /// Nothing can be said: `reason` says why.
        case unknown
        /// It waits for an earlier hop.
        case blocked
        /// It is in a cluster that cannot be seen from this position.
        case notVisible

        /// Whether the path is interrupted here.
        package var isBroken: Bool { self == .failed || self == .absent }

        /// The worse, the higher.
        package var rank: Int {
            switch self {
            case .ok: 0
            case .notVisible: 1
            case .unknown: 2
            case .warning: 3
            case .blocked: 4
            case .absent: 5
            case .failed: 6
            }
        }
    }
}

/// From one hop to the next, with the field or label that proves that they belong together.
package struct TraceLink: Sendable, Hashable {
    package let from: TraceHop.Role
    package let to: TraceHop.Role
    /// `metadata.name = metadata.uid of the Service`.
    package let proof: String
    /// What is the case if the proof does not hold: `no LoadBalancer is named after the UID of the Service`.
    let denial: String
    package let state: State

    package enum State: String, Sendable, Hashable {
        /// Both ends were read, and the proof holds.
        case proven
        /// Both ends were read, or one is absent, and the proof does not hold.
        case broken
        /// An end could not be read.
        case unknown
        /// An end is not there yet, as it waits for an earlier hop.
        case blocked
        /// An end cannot be seen from this position.
        case notVisible
    }

    init(_ from: TraceHop.Role, _ to: TraceHop.Role, _ proof: String, else denial: String, _ state: State) {
        self.from = from
        self.to = to
        self.proof = proof
        self.denial = denial
        self.state = state
    }

    /// What was seen: a link that does not hold must not read as if it did.
    package var text: String { state == .broken || state == .blocked ? denial : proof }
}

extension TraceLink {
    /// The link among these hops: nil if an end is none of them or neither can be seen, and blocked if one waits.
    func between(_ hops: [TraceHop]) -> TraceLink? {
        let ends = [from, to].compactMap { role in hops.first { $0.role == role } }
        guard ends.count == 2 else { return nil }
        let hidden = ends.count { $0.state == .notVisible && $0.role != .nodePort }
        guard hidden == 0 else { return hidden == 2 ? nil : TraceLink(from, to, proof, else: denial, .notVisible) }
        guard state == .broken, ends.contains(where: { $0.state == .blocked }) else { return self }
        return TraceLink(from, to, proof, else: denial, .blocked)
    }
}
