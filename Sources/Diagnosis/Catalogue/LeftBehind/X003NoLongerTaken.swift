import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-X003: a Service that the CCM no longer takes still has its LoadBalancer.
struct X003NoLongerTaken: Check {
    let documentation = CheckDocumentation(
        code: "X003",
        title: "KubeLB no longer manages the Service, but its LoadBalancer remains",
        severity: .warning,
        hop: .loadBalancer,
        inputs: [.tenantServices, .tenantDeployments, .loadBalancers],
        meaning: """
            The type of the Service was changed from LoadBalancer, or its class no longer passes the CCM's filter, \
            after KubeLB had picked it up. Up to KubeLB 1.4 the CCM then ignores it: the LoadBalancer and the Service's \
            finalizer are left unchanged. From 1.5 on, the CCM deletes both.
            """,
        impact: """
            The external address stays in use, changes to the Service no longer reach it, and the finalizer will block \
            the deletion of the Service.
            """,
        mending:
            "Change the Service so that the CCM manages it again, or delete the LoadBalancer and remove the finalizer.",
        examples: [
            .fires(
                .warning, "the type is ClusterIP now",
                "tenant: {services: {shop/web: {spec: {type: ClusterIP}, status: {loadBalancer: null}}}}"),
            .fires(
                .warning, "the class filter was switched on afterwards",
                """
                tenant: {deployments.apps: {kubelb/kubelb-ccm: {spec: {template: {spec: {containers: [{name: ccm,
                  image: "quay.io/kubermatic/kubelb-ccm:v1.4.3", args: [--cluster-name=acme, --use-loadbalancer-class=true]}]}}}}}}
                """),
            .fires(
                .warning, "only the finalizer remains",
                """
                tenant: {services: {shop/web: {spec: {type: ClusterIP}, status: {loadBalancer: null}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """),
            .silent(
                "a Service that never was KubeLB's",
                """
                tenant: {services: {shop/api: {metadata: {uid: 00000000-0000-4000-8000-000000000005},
                  spec: {type: ClusterIP, ports: [{port: 80}]}}}}
                """),
            .silent(
                "it is being deleted",
                """
                tenant: {services: {shop/web: {metadata: {deletionTimestamp: "2026-11-22T11:59:00Z"},
                  spec: {type: ClusterIP}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.exposures.compactMap { exposure in
            guard exposure.isLeftBehind else { return nil }
            let loadBalancer = exposure.loadBalancer.value.flatMap { $0.metadata.isBeingDeleted ? nil : $0 }
            guard loadBalancer != nil || exposure.hasFinalizer else { return nil }
            return finding(exposure, loadBalancer, context)
        }
    }

    private func finding(_ exposure: Exposure, _ loadBalancer: LoadBalancer?, _ context: CheckContext) -> Finding {
        let service = exposure.service
        let isOtherClass = exposure.eligibility.value == .otherClass
        let reason =
            isOtherClass
            ? "\(service.loadBalancerClass.map { "has class \($0)" } ?? "has no class") and the CCM manages only class "
                + KubeLBNames.loadBalancerClass
            : "has type \(service.type.isEmpty ? "ClusterIP" : service.type)"
        let remains =
            loadBalancer.map { found in
                "\(found.reference) still exists" + LeftBehindWords.holding(found.status?.ingress.addresses ?? [])
            } ?? "it still has KubeLB's finalizer"
        let finalizers = service.metadata.finalizers
        return Finding(
            .warning, "\(service.reference) \(reason), but \(remains)", resource: exposure.resource,
            objects: [context.reference(exposure)] + (loadBalancer.map { [ObjectReference(.management, $0)] } ?? []),
            evidence: [
                isOtherClass
                    ? service.evidence("spec.loadBalancerClass", service.loadBalancerClass ?? "not set")
                    : service.evidence("spec.type", service.type),
                service.evidence(
                    "metadata.finalizers",
                    finalizers.isEmpty ? "none" : finalizers.joined(separator: ", ")),
            ] + (loadBalancer.map { LeftBehindWords.evidence(of: $0, context) } ?? []),
            remedies: remedies(exposure, loadBalancer, isOtherClass: isOtherClass, context))
    }

    private func remedies(
        _ exposure: Exposure, _ loadBalancer: LoadBalancer?, isOtherClass: Bool, _ context: CheckContext
    ) -> [Remedy] {
        var remedies: [Remedy] = []
        if isOtherClass {
            remedies.append(
                .fix(
                    "to keep using KubeLB: let the CCM manage Services of any class",
                    context.set("kubelb.useLoadBalancerClass", "false", of: context.topology.ccm), risk: .restart))
        } else {
            remedies.append(
                .fix(
                    "to keep using KubeLB: change the type back",
                    context.patch(context.reference(exposure), ["spec": ["type": "LoadBalancer"]])))
        }
        let removal = context.removeFinalizers(from: exposure)
        remedies += LeftBehindWords.collection(context)
        if let loadBalancer {
            remedies.append(
                LeftBehindWords.deletion(
                    of: loadBalancer, "to stop using KubeLB: delete the LoadBalancer and its address", context))
            if let removal {
                remedies.append(.then("remove KubeLB's finalizer from the Service; nothing else removes it", removal))
            }
        } else if let removal {
            remedies.append(.fix("to stop using KubeLB: remove its finalizer; nothing else removes it", removal))
        }
        return remedies
    }
}
