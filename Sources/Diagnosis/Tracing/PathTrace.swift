import KubeLB
import Kubernetes
import Topology

/// The whole path of one Service or object of Layer 7 across both clusters: what stands where, what proves that it belongs together, how it
/// differs from what it should be, and what happened. Pure: made of a diagnosis, without reading anything.
package struct PathTrace: Sendable {
    /// nil for a LoadBalancer or Route without a source.
    package let resource: StagedResource?
    /// Of the object of the tenant cluster, or of the LoadBalancer or Route that stands alone.
    package let kind: String
    /// `namespace/name` of the same.
    package let path: String
    /// Of the object of the tenant cluster, and so the name of its LoadBalancer or Route.
    package let uid: String
    /// The control path, in its order.
    package let hops: [TraceHop]
    package let links: [TraceLink]
    /// Ports of a Service, backends of an Ingress or route, or listeners of a Gateway.
    package let ports: [TracePort]
    package let drift: TraceDrift
    /// nil where nobody asked for it: it takes a look at every Event and log line.
    package let timeline: TraceTimeline?

    /// `common` is what the timelines of several Services share; it is gathered anew where it is not given.
    package init(
        of service: ServiceDiagnosis, in diagnosis: Diagnosis, since: Timestamp? = nil, includesTimeline: Bool = true,
        common: CommonTimeline? = nil
    ) {
        self.init(TraceSubject(service: service, diagnosis: diagnosis), since, includesTimeline, common)
    }

    /// Of a LoadBalancer that no Service stands behind.
    package init(
        ofAlone loadBalancer: LoadBalancer, in diagnosis: Diagnosis, since: Timestamp? = nil,
        includesTimeline: Bool = true, common: CommonTimeline? = nil
    ) {
        self.init(TraceSubject(loadBalancer: loadBalancer, diagnosis: diagnosis), since, includesTimeline, common)
    }

    /// Of an Ingress, Gateway or route.
    package init(
        of route: RouteDiagnosis, in diagnosis: Diagnosis, since: Timestamp? = nil, includesTimeline: Bool = true,
        common: CommonTimeline? = nil
    ) {
        self.init(TraceSubject(route: route, diagnosis: diagnosis), since, includesTimeline, common)
    }

    /// Of a Route whose source is gone; nil if it is of a kind that is unknown.
    package init?(
        ofAlone route: Route, in diagnosis: Diagnosis, since: Timestamp? = nil, includesTimeline: Bool = true,
        common: CommonTimeline? = nil
    ) {
        guard let subject = TraceSubject(alone: route, diagnosis: diagnosis) else { return nil }
        self.init(subject, since, includesTimeline, common)
    }

    private init(
        _ subject: TraceSubject, _ since: Timestamp?, _ includesTimeline: Bool, _ common: CommonTimeline?
    ) {
        resource = subject.resource
        kind = subject.kind
        path = subject.path
        uid = subject.uid
        if let exposure = subject.route {
            let control = RoutePath(subject, exposure)
            hops = control.hops
            links = RouteLinks(subject, exposure).links.compactMap { $0.between(control.hops) }
            ports = RouteTraffic(subject, exposure, control: control.hops).ports
        } else {
            let control = ControlPath(subject)
            hops = control.hops
            links = control.links
            ports = DataPath(subject, control: control.hops).ports
        }
        drift = TraceDrift(of: subject)
        timeline = includesTimeline ? TraceTimeline(of: subject, since: since, common: common) : nil
    }

    /// `Service shop/web`.
    package var title: String { "\(kind) \(path)" }

    /// What its `ports` are.
    package var portNoun: String {
        guard case .route(let exposure)? = resource?.subject else { return "port" }
        return exposure.kind == .gateway ? "listener" : "backend"
    }

    package func hop(_ role: TraceHop.Role) -> TraceHop? { hops.first { $0.role == role } }

    /// All hops, of the control path and of every port.
    package var allHops: [TraceHop] { hops + ports.flatMap(\.hops) }

    /// Where the path is broken by what is no consequence of something else; in the order of the path.
    package var causes: [TraceHop] { allHops.filter(\.isCause) }
}
