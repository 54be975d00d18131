import KubeLB
import Kubernetes
import Topology

/// A Gateway whose controller runs and has never looked at it: usually it watches other namespaces only.
struct UnwatchedNamespace {
    let text: String
    let remedy: Remedy
    let inspection: Remedy

    /// nil if somebody has looked at it, if it is too new for that, or if nobody is known to run the controller.
    init?(_ exposure: RouteExposure, _ programmed: Condition?, _ context: CheckContext) {
        guard exposure.kind == .gateway, let generated = exposure.generated.value, programmed?.isUntouched == true,
            context.routeSymptom(since: exposure.lastChange).severity == .error,
            let serving = context.topology.servingController(of: exposure), serving.accepted?.status == "True",
            case .controller(let controller, let workloads?) = serving.state,
            let workload = workloads.first(where: { $0.state.ready > 0 })
        else { return nil }
        let namespace = generated.metadata.namespace
        text =
            "\(workload.reference) runs and has not reconciled it since it was created, so it probably does not watch namespace "
            + namespace
        let isEnvoyGateway = controller == "gateway.envoyproxy.io/gatewayclass-controller"
        remedy = .fix(
            "let the controller watch namespace \(namespace)"
                + (isEnvoyGateway
                    ? ": change provider.kubernetes.watch in ConfigMap envoy-gateway-config, or label the namespace as its "
                        + "namespaceSelector asks" : ""))
        inspection = .inspect(
            "show what the controller watches",
            isEnvoyGateway
                ? context.kubectl(
                    .management, "-n \(workload.metadata.namespace) get configmaps envoy-gateway-config -o yaml")
                : context.kubectl("get", workload.object, "-o yaml"))
    }
}

extension Condition {
    /// The default that a Gateway has until a controller writes its status (Gateway API v1.4, `gateway_types.go`).
    var isUntouched: Bool { status == "Unknown" && reason == "Pending" && message.hasPrefix("Waiting for controller") }
}
