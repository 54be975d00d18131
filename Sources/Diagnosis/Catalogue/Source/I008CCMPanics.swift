import KubeLB
import Kubernetes
import Topology

/// KLC-I008: an Ingress on which the CCM panics.
struct I008CCMPanics: Check {
    let documentation = CheckDocumentation(
        code: "I008",
        title: "The CCM panics on an Ingress",
        severity: .error,
        explains: [.wellFormed, .acceptedByCCM, .loadBalancer, .loadBalancerCurrent, .addressCopied],
        inputs: [.tenantDeployments], optionalInputs: [.tenantPods],
        meaning: """
            KubeLB up to v1.4.3 does not handle an Ingress rule without http, or a path whose backend is a resource instead \
            of a Service. The CCM panics on such an Ingress when a Service in its namespace changes, and at every start.
            """,
        impact: """
            The Ingress is not propagated. When the CCM restarts for any reason, it crash-loops, and then no Service is \
            handled either.
            """,
        mending: "Add paths to Services to the rule, or remove it.",
        examples: [
            .firesOnRoutes(
                .error, "a rule without http",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {rules: [{host: shop.example.com}]}}}}
                """),
            .firesOnRoutes(
                .error, "a resource as backend, and the CCM crash-loops",
                """
                tenant:
                  ingresses.networking.k8s.io: {shop/site: {spec: {rules: [{host: shop.example.com, http: {paths: [{path: /,
                    pathType: Prefix, backend: {resource: {apiGroup: example.com, kind: Bucket, name: images}}}]}}]}}}
                  pods: {kubelb/kubelb-ccm-1: {status: {conditions: [{type: Ready, status: "False"}], containerStatuses: [
                    {name: ccm, ready: false, restartCount: 7, state: {waiting: {reason: CrashLoopBackOff}},
                    lastState: {terminated: {exitCode: 2, startedAt: "2026-11-22T11:58:00Z",
                    finishedAt: "2026-11-22T11:58:10Z"}}}]}}}
                """),
            .silentOnRoutes("every rule has paths to Services"),
            .silentOnRoutes(
                "an Ingress of another class without http",
                """
                tenant: {ingresses.networking.k8s.io: {shop/old: {spec: {ingressClassName: nginx, rules: [{host: old.example.com}]}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let isRestarting = topology.restarting(topology.ccm) != nil || CCMState(context).isUp == false
        return topology.routeExposures.compactMap { exposure in
            guard exposure.isTaken, exposure.kind == .ingress, let malformation = exposure.malformation,
                malformation != .longName
            else { return nil }
            var finding = context.finding(
                .error,
                "The CCM panics on \(exposure.source.reference) (\(malformation.text))"
                    + (isRestarting
                        ? " at every start, so it handles neither Ingresses nor Services"
                        : "; it will crash-loop after its next restart"),
                of: exposure, evidence: [Evidence("\(exposure.source.reference): spec.rules", malformation.text)],
                remedies: [
                    .fix(
                        "add paths to Services to the rule, or remove it",
                        context.kubectl("edit", exposure.reference))
                ])
            // It then concerns everything that the CCM does.
            if isRestarting { finding.resource = nil }
            return finding
        }
    }
}
