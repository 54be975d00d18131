import KubeLB
import Kubernetes
import Topology

/// Why ingress-nginx writes no address into Ingresses although it runs: arguments (ingress-nginx v1.15, `pkg/flags/flags.go`).
struct UnpublishedAddress {
    let text: String
    let evidence: Evidence
    let remedy: Remedy

    /// nil if its arguments do not explain it, or if another controller serves the class.
    init?(_ exposure: RouteExposure, _ context: CheckContext) {
        guard exposure.kind == .ingress, exposure.generatedStatus?.addresses.isEmpty == true,
            let serving = context.topology.servingController(of: exposure),
            case .controller(ServingController.ingressNGINX, let workloads?) = serving.state,
            let workload = workloads.first
        else { return nil }
        if workload.values(ofFlag: "update-status") == ["false"] {
            text = "\(workload.reference) runs with --update-status=false, so it writes no addresses"
            evidence = Evidence("\(workload.reference): --update-status", "false")
            remedy = .fix(
                "remove --update-status=false from its arguments", context.kubectl("edit", workload.object),
                risk: .restart)
            return
        }
        let sources = ["publish-service", "publish-status-address"]
        guard sources.allSatisfy({ workload.values(ofFlag: $0).isEmpty }),
            let service = context.topology.proxies(of: exposure)?.first(where: { !$0.ingress.isEmpty })
        else { return nil }
        let argument = "--publish-service=\(service.metadata.path)"
        text =
            "\(workload.reference) runs without --publish-service, so it publishes addresses of its nodes, not that of \(service.reference)"
        evidence = Evidence("\(workload.reference): --publish-service", "not set")
        remedy = .fix(
            "add \(argument) to its arguments (controller.publishService.enabled=true in its chart)",
            context.kubectl("edit", workload.object), risk: .restart)
    }
}
