import Documents
import KubeLB
import Kubernetes
import Topology

/// A finding about a class that no controller serves.
struct ServedClass {
    private let exposure: RouteExposure
    private let generated: RouteSource
    private let serving: ServingController
    private let context: CheckContext

    init(_ exposure: RouteExposure, _ generated: RouteSource, _ serving: ServingController, _ context: CheckContext) {
        self.exposure = exposure
        self.generated = generated
        self.serving = serving
        self.context = context
    }

    private var kind: RouteKind { exposure.kind }
    private var classKind: String { kind == .ingress ? IngressClass.kind : GatewayClass.kind }
    private var field: String { kind == .ingress ? "ingress" : "gatewayAPI" }

    var finding: Finding {
        let configured = context.topology.configuredClass(of: exposure)
        let mapping = context.topology.classMapping(of: exposure)
        let name = serving.className ?? ""
        let origin =
            mapping.map {
                "to which spec.gatewayAPI.classMappings of \($0.source) map its class \(exposure.source.className ?? "")"
            } ?? configured.map { "set in \($0.source)" }
            ?? "kept from the tenant cluster, since neither Tenant nor Config sets spec.\(field).class"
        let (age, note) = context.routeSymptom(since: exposure.lastChange)
        var evidence = [
            Evidence("\(generated.reference): class", serving.className ?? "not set"),
            mapping.map {
                Evidence(
                    "\($0.source): spec.gatewayAPI.classMappings", "\(exposure.source.className ?? "") → \($0.target)")
            } ?? Evidence("spec.\(field).class of Tenant and Config", configured?.name ?? "not set"),
        ]
        let message: String
        var remedies: [Remedy] = []
        switch serving.state {
        case .noClass:
            message =
                serving.className == nil
                ? "\(generated.reference), generated from \(exposure.source.reference), has no class, so no controller serves it"
                : "\(generated.reference), generated from \(exposure.source.reference), has class \(name) (\(origin)), but the management "
                    + "cluster has no \(classKind) \(name), so no controller serves it"
            evidence.append(Evidence("\(classKind) \(name)", "not found"))
            remedies = [setClass]
        case .controller(let controller, let workloads):
            evidence.append(Evidence("\(classKind) \(name): controller", controller))
            let down = workloads ?? []
            if let workload = down.first {
                message =
                    "\(generated.reference), generated from \(exposure.source.reference), has class \(name), whose controller is not running: "
                    + (workload.state.desired == 0
                        ? StoppedWorkload(workload.object, workload.metadata).words
                        : "\(workload.reference) has \(workload.state.ready) of \(workload.state.desired) pods Ready"
                            + (ManagementPods(context).trouble(of: workload).map { " (\($0))" }
                                ?? ""))
                evidence += down.map { Evidence("\($0.reference): ready", "\($0.state.ready) of \($0.state.desired)") }
                remedies = [Self.restore(workload, context)]
            } else {
                message =
                    "\(generated.reference), generated from \(exposure.source.reference), has class \(name), whose controller "
                    + "(\(controller)) is not running in the management cluster"
                remedies = [.fix("install the controller of the class, or set a class that is served"), setClass]
                if kind == .ingress, let nginx = context.topology.ingressNGINX.first {
                    let served = nginx.controllerClass ?? ServingController.ingressNGINX
                    evidence.append(Evidence("\(nginx.reference): --controller-class", served))
                    remedies[0] = .fix(
                        "recreate \(classKind) \(name) with spec.controller \(served), which \(nginx.reference) serves, or set a class that is served"
                    )
                }
            }
        }
        // Only pods that start may still become Ready.
        let mayStart =
            if case .controller(_, let found?) = serving.state { found.contains { $0.state.desired > 0 } } else {
                false
            }
        var finding = context.finding(
            mayStart ? age : .error, message + (mayStart ? note : ""), of: exposure,
            objects: [generated.reference(on: .management)],
            evidence: evidence,
            remedies: remedies + [Self.listClasses(classKind, context)])
        finding.common = Self.common(serving, of: classKind, finding.remedies, context)
        return finding
    }

    /// What tenants have in common whose objects have the class.
    private static func common(
        _ serving: ServingController, of classKind: String, _ remedies: [Remedy], _ context: CheckContext
    ) -> CommonCause? {
        guard let name = serving.className else { return nil }
        let subject = CommonCause.Subject.part(.proxy, "\(classKind) \(name)")
        switch serving.state {
        case .noClass:
            return CommonCause(
                subject: subject, detail: "The management cluster has no \(classKind) \(name)",
                objects: [],
                remedies: [.fix("create the class, or set one that is served in the Config or the Tenants")]
                    + remedies.filter { $0.role == .inspect })
        case .controller(let controller, let workloads):
            let stopped = workloads?.first
            let what =
                stopped.map { workload in
                    "\(workload.reference) has \(workload.state.ready) of \(workload.state.desired) pods Ready"
                        + (workload.state.desired > 0
                            ? ManagementPods(context).trouble(of: workload).map { ": \($0)" } ?? "" : "")
                } ?? controller
            return CommonCause(
                subject: subject, detail: "The controller of \(classKind) \(name) is not running (\(what))",
                objects: [stopped?.object].compactMap(\.self),
                // A class is set Tenant by Tenant.
                remedies: stopped == nil ? remedies.filter { $0.role == .inspect || $0.command == nil } : remedies)
        }
    }

    /// The same of an Ingress that does not exist, since the admission webhook of the controller does not respond: the webhook is
    /// served by its pods, of which none is Ready. `namespace`: that of the webhook's Service.
    static func common(
        ofMissing exposure: RouteExposure, webhookIn namespace: String, _ context: CheckContext
    ) -> CommonCause? {
        guard let serving = context.topology.ingressController(for: exposure), serving.problem != nil,
            case .controller(_, let workloads?) = serving.state,
            let workload = workloads.first, workload.metadata.namespace == namespace
        else { return nil }
        let remedies = [restore(workload, context), listClasses(IngressClass.kind, context)]
        return common(serving, of: IngressClass.kind, remedies, context)
    }

    private var setClass: Remedy {
        if let mapping = context.topology.classMapping(of: exposure) {
            let isTenants = context.topology.tenantObject.value?.reference == mapping.source
            return .fix(
                "map the class to one that the management cluster has, or create \(classKind) \(mapping.target)",
                context.kubectl("edit", isTenants ? context.onlyTenantObject ?? .config : .config))
        }
        let object = context.topology.tenantObject.value.map { ObjectReference(.management, $0) } ?? .config
        return .fix(
            "set a class that is served",
            context.kubectl(
                "patch", object,
                #"--type=merge -p {"spec":{"\#(field)":{"class":"\#(.variable("CLASS", "a class of the management cluster"))"}}}"#
            ))
    }

    private static func listClasses(_ classKind: String, _ context: CheckContext) -> Remedy {
        .inspect("list the classes", context.kubectl(.management, "get \(classKind.lowercased())"))
    }

    private static func restore(_ workload: ServingController.Workload, _ context: CheckContext) -> Remedy {
        workload.state.desired == 0
            ? StoppedWorkload(workload.object, workload.metadata).start(context)
            : .inspect("show why its pods are not Ready", context.kubectl("describe", workload.object))
    }
}

extension CheckContext {
    /// That arguments of the controller exclude a generated Ingress or Gateway; nil if they do not.
    func restricted(
        _ exposure: RouteExposure, _ generated: RouteSource, _ serving: ServingController
    ) -> Finding? {
        guard let limit = serving.restriction(on: exposure.kind, in: generated.metadata.namespace),
            case .controller(_, let workloads?) = serving.state,
            let workload = workloads.first(where: { $0.reference == limit.workload })
        else { return nil }
        return finding(
            .error,
            "No controller serves \(generated.reference), generated from \(exposure.source.reference): \(limit.workload), the "
                + "controller of class \(serving.className ?? ""), \(limit.text) (\(limit.argument))",
            of: exposure, objects: [generated.reference(on: .management)],
            evidence: [Evidence("\(limit.workload): \(limit.argument)", ServiceWords.list(limit.values))],
            remedies: [
                .fix(
                    "remove the argument, or use a class whose controller has no such limit",
                    kubectl("edit", workload.object))
            ])
    }
}
