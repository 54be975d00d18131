import KubeLB
import Kubernetes
import Topology

extension CheckContext {
    /// The generated object has an address, but only one inside the management cluster.
    func finding(
        ofInner address: String, _ service: Service, _ exposure: RouteExposure, _ generated: RouteSource
    ) -> Finding {
        let cause = innerCause(exposure, generated, service)
        let object = ObjectReference(.management, service)
        let isName = service.clusterIP != address
        return finding(
            service.type == "ClusterIP" ? .error : .warning,
            "\(generated.reference), generated from \(exposure.source.reference), has only address \(address), "
                + (isName ? "a name of the management cluster's own DNS" : "the cluster IP of \(service.reference)")
                + ": \(isName ? service.reference : "that Service") is of type \(service.type)"
                + (cause.map { " (\($0.text))" } ?? "")
                + ", so nobody outside the management cluster reaches the address",
            of: exposure, objects: [generated.reference(on: .management), object],
            evidence: [
                Evidence("\(generated.reference): status address", address),
                Evidence("\(service.reference): spec.type", service.type),
            ] + (cause.map { [$0.evidence] } ?? []),
            remedies: [
                cause?.remedy
                    ?? .fix("make it a Service of type LoadBalancer", patch(object, ["spec": ["type": "LoadBalancer"]])),
                .inspect("show the Service", kubectl("get", object, "-o wide")),
            ])
    }

    /// What makes a controller create a Service of that type.
    private func innerCause(
        _ exposure: RouteExposure, _ generated: RouteSource, _ service: Service
    ) -> (text: String, evidence: Evidence, remedy: Remedy)? {
        guard exposure.kind == .gateway else { return nil }
        // Istio's annotation on a Gateway.
        let annotation = "networking.istio.io/service-type"
        if let value = generated.metadata.annotations[annotation], value == service.type {
            let isOwn = exposure.source.metadata.annotations[annotation] != nil
            let origin: ObjectReference = isOwn ? exposure.reference : .config
            return (
                "annotation \(annotation)",
                Evidence("\(generated.reference): metadata.annotations[\(annotation)]", value),
                .fix(
                    isOwn
                        ? "remove the annotation from the Gateway in both clusters"
                        : "remove the annotation from defaultAnnotations of the Config or Tenant, and from the generated Gateway",
                    kubectl("edit", origin))
            )
        }
        guard let parameters = topology.servingController(of: exposure)?.parameters, parameters.kind == "EnvoyProxy"
        else {
            return nil
        }
        let name = "\(parameters.namespace.map { "\($0)/" } ?? "")\(parameters.name)"
        let className = generated.className ?? ""
        return (
            "see EnvoyProxy \(name) of GatewayClass \(className)",
            Evidence("GatewayClass \(className): spec.parametersRef", "EnvoyProxy \(name)"),
            .fix(
                "set spec.provider.kubernetes.envoyService.type of EnvoyProxy \(name) to LoadBalancer",
                kubectl(
                    .management,
                    "\(parameters.namespace.map { "-n \($0) " } ?? "")edit envoyproxies.gateway.envoyproxy.io \(parameters.name)"
                ))
        )
    }

    /// A quota of the tenant's namespace that leaves no room for the Service of a Gateway, if there is none. Envoy Gateway creates
    /// such Services in its own namespace.
    func quota(
        blockingServiceOf exposure: RouteExposure
    ) -> (text: String, object: ObjectReference, evidence: Evidence, remedy: Remedy)? {
        guard exposure.kind == .gateway, !topology.hasProxyService(exposure),
            case .controller(let name, _)? = topology.servingController(of: exposure)?.state,
            !name.hasPrefix("gateway.envoyproxy.io/")
        else { return nil }
        for quota in topology.inTenantNamespace(ResourceQuota.self).value ?? [] {
            for resource in ["services.loadbalancers", "services", "count/services", "services.nodeports"] {
                guard let (used, hard) = quota.exhausted(resource) else { continue }
                let object = ObjectReference(.management, quota)
                return (
                    "\(name) cannot create its Service of type LoadBalancer, because \(quota.reference) is exhausted "
                        + "(\(resource): used \(used), hard \(hard))",
                    object, Evidence("\(quota.reference): \(resource)", "used \(used), hard \(hard)"),
                    .fix("raise the quota", kubectl("edit", object))
                )
            }
        }
        return nil
    }
}
