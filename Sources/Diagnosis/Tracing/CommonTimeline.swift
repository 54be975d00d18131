import KubeLB
import Kubernetes
import Topology

/// What the timelines of all Services of a tenant have in common, gathered once: a trace of thousands of Services costs one
/// pass over pods, Events and logs.
package struct CommonTimeline: Sendable {
    /// Error lines of one log that no signature knows; those that name a Service are that Service's.
    struct ErrorLog: Sendable {
        let source: LogSource
        let lines: [LogLine]
    }

    let clocks: ClusterClocks
    let tenantNamespace: String?
    /// In their order, each once.
    let entries: [TimelineBuilder.Placed]
    let gaps: [String]
    /// Those that are not among `entries`.
    let events: EventsByObject
    let errors: [ErrorLog]

    /// `tenantNamespace` is that of the LoadBalancers: log lines about others are left out.
    package init(_ topology: Topology, tenantNamespace: String?) {
        clocks = ClusterClocks(topology)
        self.tenantNamespace = tenantNamespace
        let objects = PathObjects(topology)
        var builder = TimelineBuilder(topology, clocks)
        builder.addCommon(objects, tenantNamespace: tenantNamespace)
        entries = builder.sorted
        gaps = builder.gaps
        events = EventsByObject(topology, except: objects)
        errors = [topology.ccm, topology.manager].flatMap { controller in
            topology.logTails(of: controller).map { source, tail in
                ErrorLog(source: source, lines: tail.errors.filter { LogSignature($0) == nil })
            }
        }
    }
}
