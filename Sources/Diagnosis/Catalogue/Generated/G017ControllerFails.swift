import KubeLB
import Kubernetes
import Topology

/// KLC-G017: what serves a generated Ingress or Gateway logs the same error again and again.
struct G017ControllerFails: Check {
    let documentation = CheckDocumentation(
        code: "G017",
        title: "The controller of an Ingress or Gateway repeats an error in its log",
        severity: .error,
        explains: [.address],
        inputs: [.routes],
        optionalInputs: [
            .managementIngresses, .managementGateways, .managementIngressClasses, .managementGatewayClasses,
            .managementDeployments, .managementDaemonSets,
            .managementPods, .managementServices, .managementEvents, .managerLogs,
        ],
        judgesManagementAlone: true,
        causedBy: RouteCauses.manager + ["G001", "G002"],
        meaning: """
            An Ingress or Gateway may look right in every object while what serves it fails. ingress-nginx keeps its old \
            configuration if it cannot load a new one, often because of another Ingress; it ends every connection if it expects the \
            PROXY protocol and nobody sends it; it answers every request with 400 if the load balancer in front of it terminates \
            TLS and sends plain HTTP to its HTTPS port; it answers single requests with 502. Traefik serves no Ingress whose \
            annotations name a Middleware that it does not find in the management cluster. Proxies of Envoy Gateway that cannot \
            connect to it keep their old configuration. Only the logs say so. An error counts if it came several times, the last \
            time recently, and nothing later in the log shows that it is over.
            """,
        impact: "Requests fail, or changes of the object have no effect.",
        mending: "Fix the cause that the log names.",
        examples: G017Examples.all + TraefikExamples.all)

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.ingressLoggers.flatMap { IngressNGINXTrouble($0, context).findings }
            + context.topology.traefikLoggers.flatMap { TraefikTrouble($0, context).findings }
            + context.topology.gatewayLoggers.flatMap { EnvoyGatewayTrouble($0, context).findings }
    }
}
