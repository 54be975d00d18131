import KubeLB
import Kubernetes
import Topology

/// KLC-I009: another controller of the tenant cluster serves an Ingress that the CCM takes, too.
struct I009TwoControllers: Check {
    let documentation = CheckDocumentation(
        code: "I009",
        title: "Two controllers serve the Ingress",
        severity: .warning,
        inputs: [.tenantDeployments],
        optionalInputs: [.tenantIngressClasses],
        meaning: """
            With --use-ingress-class=false, the CCM manages Ingresses of every class. An ingress controller that runs in \
            the tenant cluster serves the class of this one, too.
            """,
        impact: """
            Both controllers write the address of the Ingress, and the last write wins. Clients and DNS records may be \
            directed to either of them.
            """,
        mending: """
            Leave the Ingress to one controller: enable the class filter (kubelb.useIngressClass=true) and set the class \
            kubelb on KubeLB's Ingresses, or give the Ingress a class that no other controller serves.
            """,
        examples: [
            .firesOnRoutes(.warning, "its class is that of an ingress controller", own(nginx())),
            .firesOnRoutes(
                .warning, "it has no class, and an ingress controller serves those, too",
                own(nginx("--watch-ingress-without-class=true"), className: "null")),
            .silentOnRoutes("the ingress controller does not run", own(nginx(ready: 0))),
            .silentOnRoutes(
                "the ingress controller watches another namespace", own(nginx("--watch-namespace=internal"))),
            .silentOnRoutes("the class filter is on", nginx()),
            .silentOnRoutes("no ingress controller runs in the tenant cluster", own("")),
        ])

    /// The Ingress of a class that is not KubeLB's, with the class filter off.
    private static func own(_ changes: String, className: String = "nginx") -> String {
        CheckExample.ccm(
            "--use-ingress-class=false, --enable-gateway-api=true",
            """
            tenant:
              ingresses.networking.k8s.io: {shop/site: {spec: {ingressClassName: \(className)}}}
              ingressclasses.networking.k8s.io: {nginx: {spec: {controller: k8s.io/ingress-nginx}}}
            """) + (changes.isEmpty ? "" : "\n---\n" + changes)
    }

    private static func nginx(_ argument: String = "--election-id=nginx", ready: Int = 1) -> String {
        """
        tenant: {deployments.apps: {ingress-nginx/controller: {spec: {replicas: 1, selector: {matchLabels: {app: nginx}},
          template: {metadata: {labels: {app: nginx}}, spec: {containers: [{name: controller,
          image: 'registry.k8s.io/ingress-nginx/controller:v1.15.1',
          args: [--controller-class=k8s.io/ingress-nginx, \(argument)]}]}}}, status: {readyReplicas: \(ready)}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard let settings = context.topology.settings.value, !settings.usesIngressClass, !settings.convertsIngressOnly
        else { return [] }
        return context.topology.takenRoutes.filter { $0.kind == .ingress }.compactMap { finding($0, context) }
    }

    private func finding(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        let source = exposure.source
        guard let other = context.topology.otherController(of: exposure) else { return nil }
        let served = source.className.map { "its class \($0)" } ?? "Ingresses without a class"
        return context.finding(
            .warning,
            "Two controllers serve \(source.reference): \(other.reference) in the tenant cluster serves \(served), and KubeLB's "
                + "CCM manages Ingresses of every class (--use-ingress-class=false)",
            of: exposure,
            objects: [
                ObjectReference(
                    .tenant, kind: other.kind, namespace: other.metadata.namespace, name: other.metadata.name)
            ],
            evidence: [
                Evidence("\(source.reference): spec.ingressClassName", source.className ?? "not set"),
                Evidence("CCM: --use-ingress-class", "false"),
                Evidence("\(other.reference): ready", "\(other.state.ready) of \(other.state.desired)"),
            ],
            remedies: [
                .fix(
                    "restrict the CCM to class \(KubeLBNames.ingressClass); first check that all Ingresses meant for KubeLB "
                        + "have it",
                    context.set("kubelb.useIngressClass", "true", of: context.topology.ccm), risk: .restart)
            ])
    }
}
