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
            TLS and sends plain HTTP to its HTTPS port; it answers single requests with 502. Traefik does not serve, or serves without \
            a certificate, an Ingress whose annotations name a Middleware, certificate resolver or entry point that it does not \
            have. Any proxy fails requests once its connections, open files or other limits are used up. Proxies of Envoy Gateway that cannot \
            connect to it keep their old configuration. Only the logs say so. An error counts if it came several times, the last \
            time recently, and nothing later in the log shows that it is over.
            """,
        impact: "Requests fail, or changes of the object have no effect.",
        mending: "Fix the cause that the log names.",
        examples: G017Examples.all + TraefikExamples.all + ProxyLimitExamples.all)

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let (nginx, traefik, gateways) = (topology.ingressLoggers, topology.traefikLoggers, topology.gatewayLoggers)
        return nginx.flatMap { IngressNGINXTrouble($0, context).findings }
            + traefik.flatMap { TraefikTrouble($0, context).findings }
            + gateways.flatMap { EnvoyGatewayTrouble($0, context).findings }
            + (nginx + traefik + topology.haproxyLoggers + gateways).flatMap { ProxyLimit($0, context).findings }
    }
}
