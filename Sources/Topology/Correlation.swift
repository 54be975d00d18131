import KubeLB
import Kubernetes
import LocalSystem

/// What follows from the objects of both clusters alone, without logs, statistics and probes: made once for each set of lists,
/// however many rounds of reading add to an observation.
final class Correlation: Sendable {
    let ccm: Controller
    let manager: Controller
    let settings: Observed<CCMSettings>
    let tenant: Observed<TenantIdentity>
    let exposures: [Exposure]
    let takenExposures: [Exposure]
    let routeExposures: [RouteExposure]
    let tenantEvents: EventIndex
    let managementEvents: EventIndex
    /// By `namespace/name` of the Service.
    let targetGroupBindings: [String: [TargetGroupBinding]]
    /// Names of those that Events are about, by namespace.
    let reportedTargetGroupBindings: [String: [String]]
    let tenantObjects: TenantObjects
    let routingObjects: RoutingObjects
    /// See `Topology.hasCCMIdentityOnly`.
    let hasCCMIdentityOnly: Bool
    /// See `LeftBehindInventory`: nil before anybody asked.
    let inventory = Locked<LeftBehindInventory??>(nil)
    /// By the controllers that anybody asked for; see `Topology.workloads(of:)`.
    let workloads = Locked<[String: [ServingController.Workload]?]>([:])

    init(_ observation: Observation, recorder: ReadRecorder? = nil) {
        ccm = Controller(role: .ccm, in: observation)
        manager = Controller(role: .manager, in: observation)
        settings = ccm.settings
        tenant = TenantIdentity.find(
            requested: observation.requestedTenant, settings: settings,
            services: observation.list(.tenant, Service.self),
            loadBalancers: observation.list(.management, LoadBalancer.self))
        exposures = ExposureBuilder(
            observation: observation, settings: settings, tenant: tenant,
            hasPersistence: KubeLBFeature.clientIPPersistence.exists(
                in: ccm.runningImage.flatMap { ReleaseVersion($0.tag) }),
            recorder: recorder
        ).build()
        takenExposures = exposures.filter { $0.isTaken && !$0.isTerminating }
        routeExposures = RouteBuilder.build(
            observation, settings: settings, tenantNamespace: tenant.value?.namespace, recorder: recorder)
        tenantEvents = EventIndex(observation.list(.tenant, Event.self))
        managementEvents = EventIndex(observation.list(.management, Event.self))
        targetGroupBindings = Dictionary(
            grouping: observation.list(.management, TargetGroupBinding.self).value?.items ?? [],
            by: { "\($0.metadata.namespace)/\($0.service)" })
        reportedTargetGroupBindings = Dictionary(
            grouping: (observation.list(.management, Event.self).value?.items ?? []).filter {
                $0.objectKind == TargetGroupBinding.kind
            }, by: \.objectNamespace
        ).mapValues { $0.map(\.objectName).uniqued() }
        tenantObjects = TenantObjects(observation, tenant: tenant.value, settings: settings)
        routingObjects = RoutingObjects(observation, tenantNamespace: tenant.value?.namespace)
        let refused = [
            observation.list(.management, Service.self).unknown, observation.list(.management, Tenant.self).unknown,
            observation.list(.management, Deployment.self).unknown,
        ]
        hasCCMIdentityOnly =
            observation.list(.management, LoadBalancer.self).value != nil
            && refused.allSatisfy { if case .forbidden = $0 { true } else { false } }
    }
}

/// Holds the correlation of an observation's lists once it is made; a change of the lists takes another box.
final class CorrelationBox: Sendable {
    private let made = Locked<Correlation?>(nil)

    func correlation(of observation: Observation) -> Correlation {
        made.withLock { made in
            if let made { return made }
            let new = Correlation(observation)
            made = new
            return new
        }
    }
}
