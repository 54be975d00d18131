import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-D049: kube-router announces addresses by BGP, and not those of load balancers.
struct D049KubeRouterSilent: Check {
    let documentation = CheckDocumentation(
        code: "D049",
        title: "kube-router does not announce the address",
        severity: .error,
        explains: [.probes],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices, .managementDaemonSets],
        optionalInputs: [.managementDeployments], judgesManagementAlone: true,
        meaning: """
            kube-router announces addresses to routers by BGP, for addresses that MetalLB has assigned without speakers, or that \
            kube-router has assigned itself. It announces those of load balancers only with --advertise-loadbalancer-ip, or if the \
            Service has the annotation kube-router.io/service.advertise.loadbalancer. Neither is true here, or an annotation of the \
            Service excludes it.
            """,
        impact: "The Service has an address, but no router knows where to send traffic for it.",
        mending: "Add --advertise-loadbalancer-ip=true to the arguments of kube-router.",
        examples: [
            .fires(.error, "it announces external IPs only", router("--advertise-external-ip=true")),
            .fires(.error, "it announces pods to a router", router("--peer-router-ips=192.0.2.1")),
            .fires(
                .error, "the argument is false",
                router("--peer-router-ips=192.0.2.1", "--advertise-loadbalancer-ip=false")),
            .fires(
                .error, "kube-router has assigned the address itself",
                router(
                    "--peer-router-ips=192.0.2.1", "--run-loadbalancer=true", annotations: "", assigning: "")),
            .fires(
                .error, "an annotation excludes the Service",
                router(
                    "--peer-router-ips=192.0.2.1", "--advertise-loadbalancer-ip=true",
                    annotations: "\(metalLB), kube-router.io/service.advertise.loadbalancer: \"false\"")),
            .silent(
                "it announces load balancers",
                router("--peer-router-ips=192.0.2.1", "--advertise-loadbalancer-ip=true")),
            .silent(
                "an annotation includes the Service",
                router(
                    "--peer-router-ips=192.0.2.1",
                    annotations: "\(metalLB), kube-router.io/service.advertise.loadbalancer: \"true\"")),
            .silent(
                "MetalLB's speakers announce the address",
                router("--advertise-external-ip=true", announcing: BalancerExamples.speaker(ready: 2))),
            .silent("it has no routers to announce anything to", router("--run-service-proxy=true")),
            .silent("it does not announce anything", router("--run-router=false", "--advertise-external-ip=true")),
            .silent(
                "another implementation assigned the address",
                router("--advertise-external-ip=true", annotations: "kube-vip.io/vipHost: mgmt-a")),
            .silent(
                "the Service has no address",
                router("--advertise-external-ip=true") + """

                    ---
                    management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                      status: {loadBalancer: null}}}}
                    """),
        ])

    private static let metalLB = "metallb.io/ip-allocated-from-pool: main"

    private static func router(
        _ arguments: String..., annotations: String = metalLB,
        assigning: String = BalancerExamples.controller(ready: 1), announcing: String? = nil
    ) -> String {
        """
        management:
          deployments.apps: {\(assigning)}
          daemonsets.apps: {kube-system/kube-router: {metadata: {labels: {k8s-app: kube-router}}, spec: {
            selector: {matchLabels: {k8s-app: kube-router}}, template: {spec: {containers: [{name: kube-router,
              image: "docker.io/cloudnativelabs/kube-router:v2.6.1", args: [\(
                arguments.map { "\"\($0)\"" }.joined(separator: ", "))]}]}}},
            status: {desiredNumberScheduled: 2, numberReady: 2}}\(announcing.map { ", \($0)" } ?? "")}
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {annotations: {\(annotations)}},
            status: {loadBalancer: {ingress: [{ip: 198.51.100.10}]}}}}
        """
    }

    private static let flag = "advertise-loadbalancer-ip"
    private static let annotation = "kube-router.io/service.advertise.loadbalancer"

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard
            let router = topology.list(.management, DaemonSet.self).whole()?.lazy.compactMap({ KubeRouter($0) }).first,
            router.announcesToRouters,
            !topology.loadBalancerWorkloads.contains(where: { $0.role == .announcer && $0.implementation != .cilium })
        else { return [] }
        let balancers = LoadBalancers(context)
        return context.carriedServices.compactMap { carried in
            guard carried.envoy.isLoadBalancer, let address = carried.envoy.ingress.lazy.compactMap(\.ip).first else {
                return nil
            }
            let implementation = balancers.implementation(of: carried.envoy)
            guard implementation == .metalLB || implementation == nil && router.isOn("run-loadbalancer") == true else {
                return nil
            }
            let annotated = carried.envoy.metadata.annotations[Self.annotation]
            guard (annotated.map { $0 == "true" } ?? router.isOn(Self.flag)) != true else { return nil }
            return finding(carried, address, router, annotated, implementation, context)
        }
    }

    private func finding(
        _ carried: CarriedService, _ address: String, _ router: KubeRouter, _ annotated: String?,
        _ implementation: LoadBalancerImplementation?, _ context: CheckContext
    ) -> Finding {
        let object = ObjectReference(.management, router.daemonSet)
        let given = router.container.value(ofFlag: Self.flag)
        let others = router.announced.isEmpty ? "" : ", and announces \(ServiceWords.list(router.announced)) only"
        let reason =
            annotated.map { "annotation \(Self.annotation) of the Service is \($0)" }
            ?? "\(object.description) "
            + (given.map { "has --\(Self.flag)=\($0)" } ?? "lacks the argument --\(Self.flag)=true") + others
        var evidence = [
            annotated.map { carried.envoy.evidence("metadata.annotations[\(Self.annotation)]", $0) }
                ?? Evidence("\(object.description): --\(Self.flag)", given ?? "not set")
        ]
        evidence += router.flags.map { Evidence("\(object.description): --\($0.name)", $0.value) }
        evidence.append(carried.envoy.evidence("status.loadBalancer.ingress", address))
        if implementation == .metalLB { evidence.append(Evidence("MetalLB's speakers", "none")) }
        return Finding(
            .error,
            "kube-router does not announce \(address), the address of \(carried.service.reference), by BGP: \(reason)",
            resource: carried.exposure.resource, objects: carried.references + [object], evidence: evidence,
            confidence: .likely,
            remedies: annotated == nil
                ? [
                    .fix(
                        "let kube-router announce addresses of load balancers",
                        router.patch.map { context.patch(object, operations: [$0]) } ?? context.kubectl("edit", object),
                        risk: .restart),
                    .inspect("check what kube-router logs", context.kubectl("logs", object, "--tail=100")),
                ]
                : [
                    .fix(
                        "remove the annotation from the tenant's Service, or from defaultAnnotations of the Tenant or Config"
                    )
                ])
    }
}

/// The DaemonSet of kube-router and its arguments (kube-router's guide, "Command Line Options").
private struct KubeRouter {
    let daemonSet: DaemonSet
    let container: PodSpec.Container
    private let index: Int

    init?(_ daemonSet: DaemonSet) {
        let containers = daemonSet.state.template.containers
        guard let index = containers.firstIndex(where: { $0.image.containsBytes(of: "/kube-router:") }) else {
            return nil
        }
        self.daemonSet = daemonSet
        self.index = index
        container = containers[index]
    }

    /// nil if the argument is not given, or is no boolean.
    func isOn(_ flag: String) -> Bool? { container.value(ofFlag: flag).flatMap(Bool.init(goText:)) }

    /// Without routers it exchanges routes among the nodes only.
    var announcesToRouters: Bool { isOn("run-router") != false && (!flags.isEmpty || !announced.isEmpty) }

    private static let kinds = [("advertise-cluster-ip", "cluster IPs"), ("advertise-external-ip", "external IPs")]

    /// What it announces beside pods and load balancers.
    var announced: [String] { Self.kinds.filter { isOn($0.0) == true }.map(\.1) }

    /// The arguments that show that it announces something to routers.
    var flags: [(name: String, value: String)] {
        (["peer-router-ips"] + Self.kinds.map(\.0)).compactMap { name in
            guard let value = container.value(ofFlag: name), !value.isEmpty, value != "false" else { return nil }
            return (name, value)
        }
    }

    /// Adds the argument; nil if it is there with another value, or if there is no list to add it to.
    var patch: JSONValue? {
        guard !container.args.isEmpty, container.value(ofFlag: "advertise-loadbalancer-ip") == nil else { return nil }
        return [
            "op": "add", "path": .string("/spec/template/spec/containers/\(index)/args/-"),
            "value": "--advertise-loadbalancer-ip=true",
        ]
    }
}
