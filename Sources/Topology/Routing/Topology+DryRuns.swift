import KubeLB
import Kubernetes

extension Topology {
    /// What the management cluster answered when the generated object of a Route was sent as a dry run; nil if nobody did.
    package func dryRun(of route: Route) -> DryRunApply.Answer? { observation.dryRuns[route.metadata.path] }

    /// The object that the manager should generate; nil if its name or the settings are not known.
    package func manifest(of exposure: RouteExposure) -> GeneratedManifest? {
        let source = exposure.source
        guard let route = exposure.route.value, let tenant = tenantObject.value, config.unknown == nil,
            let name = exposure.generated.value?.metadata.name
                ?? KubeLBNames.generatedName(
                    exposure.kind, namespace: source.metadata.namespace, name: source.metadata.name)
        else { return nil }
        var manifest = GeneratedManifest(
            exposure.kind, namespace: route.metadata.namespace, name: name,
            propagation: AnnotationPropagation(
                tenant: tenant, config: config.value, hasPatterns: has(.annotationPatterns)))
        manifest.className = configuredClass(of: exposure)?.name
        for backend in exposure.backends { manifest.services[backend.path] = backend.generatedName }
        for secret in inTenantNamespace(SecretMetadata.self).value ?? [] {
            let labels = secret.metadata.labels
            guard let namespace = labels[KubeLBNames.originNamespaceLabel],
                let name = labels[KubeLBNames.originNameLabel]
            else { continue }
            manifest.secrets["\(namespace)/\(name)"] = secret.metadata.name
        }
        let own = tenant.annotationSettings.defaults
        let defaults = own.isEmpty ? config.value?.annotationSettings.defaults ?? [:] : own
        for key in ["all", exposure.kind.rawValue.lowercased()] {
            manifest.defaultAnnotations.merge(defaults[key] ?? [:]) { _, new in new }
        }
        return manifest
    }
}
