import KubeLB
import Kubernetes

/// Correlates each Service with its objects: by UID first, then by origin labels.
struct ExposureBuilder {
    let observation: Observation
    let settings: Observed<CCMSettings>
    let tenant: Observed<TenantIdentity>
    /// Whether the CCM writes `persistence` (`KubeLBFeature.clientIPPersistence`).
    let hasPersistence: Bool
    let recorder: ReadRecorder?

    func build() -> [Exposure] {
        switch observation.position {
        case .pair: ofServices
        case .management: ofLoadBalancers
        }
    }

    /// Of the tenant's LoadBalancers, whose Services cannot be seen.
    private var ofLoadBalancers: [Exposure] {
        let index = Index(observation: observation, tenantNamespace: tenant.value?.namespace)
        return index.loadBalancersByName.values.map { loadBalancer in
            let (uid, namespace) = (loadBalancer.metadata.name, loadBalancer.metadata.namespace)
            return Exposure(
                service: OriginService.make(from: loadBalancer),
                resource: ExposedResource(.management, loadBalancer),
                eligibility: .present(.taken),
                tenantNamespace: namespace,
                foundLoadBalancer: .present(loadBalancer),
                foundDrift: LoadBalancerDrift.visibleWithoutService(loadBalancer),
                foundEnvoyService: index.envoyService(forLoadBalancer: uid, namespace: namespace),
                foundSlices: .notCollected,
                foundReplaced: loadBalancer.origin.map { origin in
                    (index.loadBalancersByOrigin["\(origin.namespace)/\(origin.name)"] ?? []).filter {
                        $0.metadata.name != uid
                    }
                } ?? [],
                recorder: recorder)
        }.sorted { ($0.path, $0.service.metadata.uid) < ($1.path, $1.service.metadata.uid) }
    }

    private var ofServices: [Exposure] {
        guard let services = observation.list(.tenant, Service.self).value else { return [] }
        let index = Index(observation: observation, tenantNamespace: tenant.value?.namespace)
        return services.items
            .filter { service in
                service.isLoadBalancer || isHeld(service) || index.loadBalancersByName[service.metadata.uid] != nil
                    || observation.requestedServices.contains(service.metadata.path)
            }
            .sorted { ($0.metadata.namespace, $0.metadata.name) < ($1.metadata.namespace, $1.metadata.name) }
            .map { exposure(of: $0, index: index) }
    }

    private func isHeld(_ service: Service) -> Bool {
        service.metadata.finalizers.contains {
            $0 == KubeLBNames.cleanupFinalizer || $0 == KubeLBNames.legacyServiceFinalizer
        }
    }

    private func exposure(of service: Service, index: Index) -> Exposure {
        let uid = service.metadata.uid
        let loadBalancer = index.loadBalancer(named: uid)
        let namespace = loadBalancer.value?.metadata.namespace ?? tenant.value?.namespace
        let drift: [LoadBalancerDrift] =
            loadBalancer.value.map { actual -> [LoadBalancerDrift] in
                var expected = DesiredLoadBalancer.make(
                    for: service, tenantNamespace: actual.metadata.namespace,
                    settings: settings.value ?? assumedSettings(for: actual))
                if !hasPersistence { expected.spec.persistence = actual.spec.persistence }
                return LoadBalancerDrift.between(expected: expected, actual: actual)
            } ?? []
        return Exposure(
            service: service,
            resource: ExposedResource(.tenant, service),
            eligibility: eligibility(of: service),
            tenantNamespace: namespace,
            foundLoadBalancer: loadBalancer,
            foundDrift: drift,
            foundEnvoyService: index.envoyService(forLoadBalancer: uid, namespace: namespace),
            foundSlices: index.slices(of: service),
            foundReplaced: (index.loadBalancersByOrigin[service.metadata.path] ?? []).filter {
                $0.metadata.name != uid
            },
            recorder: recorder)
    }

    /// Where the CCM's arguments could not be read, the LoadBalancer itself shows which endpoints the CCM writes.
    private func assumedSettings(for loadBalancer: LoadBalancer) -> CCMSettings {
        var settings = CCMSettings()
        settings.isCloudProviderEnabled = loadBalancer.spec.endpoints.first?.addresses.isEmpty ?? true
        return settings
    }

    private func eligibility(of service: Service) -> Observed<Exposure.Eligibility> {
        guard service.isLoadBalancer else { return .present(.notLoadBalancer) }
        switch settings {
        case .present(let settings): return .present(settings.takes(service) ? .taken : .otherClass)
        // Without a CCM there is no filter; its default is off.
        case .absent: return .present(.taken)
        case .forbidden, .failed, .notCollected:
            // The filter can only shut out what is not of class kubelb, and a finalizer shows that it let it through.
            if service.loadBalancerClass == KubeLBNames.loadBalancerClass || isHeld(service) {
                return .present(.taken)
            }
            return settings.map { _ in .taken }
        }
    }

    /// Dictionaries over the lists, built once, so that 10,000 Services cost one pass.
    private struct Index {
        var loadBalancersByName: [String: LoadBalancer] = [:]
        var loadBalancersByOrigin: [String: [LoadBalancer]] = [:]
        /// What is known of an object that is not among those of its list: absent only where the whole list was read.
        private let otherLoadBalancer: Observed<LoadBalancer>
        private var envoyServices: [String: Service] = [:]
        private let otherEnvoyService: Observed<Service>
        private var slicesByService: [String: [EndpointSlice]] = [:]
        private let noSlices: Observed<[EndpointSlice]>

        init(observation: Observation, tenantNamespace: String?) {
            let loadBalancers = observation.list(.management, LoadBalancer.self)
            let managementServices = observation.list(.management, Service.self)
            let slices = observation.list(.tenant, EndpointSlice.self)
            otherLoadBalancer = loadBalancers.first { _ in false }
            otherEnvoyService = managementServices.first { _ in false }
            noSlices = slices.all { _ in false }
            for loadBalancer in loadBalancers.value?.items ?? []
            where tenantNamespace == nil || loadBalancer.metadata.namespace == tenantNamespace {
                loadBalancersByName[loadBalancer.metadata.name] = loadBalancer
                if let origin = loadBalancer.origin {
                    loadBalancersByOrigin["\(origin.namespace)/\(origin.name)", default: []].append(loadBalancer)
                }
            }
            for service in managementServices.value?.items ?? []
            where (tenantNamespace == nil || service.metadata.namespace == tenantNamespace)
                && service.metadata.name.hasPrefix("envoy-")
            {
                envoyServices[service.metadata.path] = service
            }
            for slice in slices.value?.items ?? [] {
                guard let name = slice.serviceName else { continue }
                slicesByService["\(slice.metadata.namespace)/\(name)", default: []].append(slice)
            }
        }

        func loadBalancer(named name: String) -> Observed<LoadBalancer> {
            if let found = loadBalancersByName[name] { return .present(found) }
            return otherLoadBalancer
        }

        func envoyService(forLoadBalancer name: String, namespace: String?) -> Observed<Service> {
            guard let namespace else { return otherEnvoyService }
            let path = "\(namespace)/\(KubeLBNames.envoyServiceName(forLoadBalancer: name))"
            if let found = envoyServices[path] { return .present(found) }
            return otherEnvoyService
        }

        func slices(of service: Service) -> Observed<[EndpointSlice]> {
            let found = slicesByService[service.metadata.path] ?? []
            return noSlices.map { _ in found }
        }
    }
}
