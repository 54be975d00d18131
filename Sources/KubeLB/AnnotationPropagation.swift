/// Which annotations of a LoadBalancer the manager copies to `envoy-<uid>` (KubeLB `GetAnnotations` and
/// `PropagateAnnotations`).
package struct AnnotationPropagation: Sendable, Hashable {
    /// Annotation, or a pattern of annotations → the values allowed, comma-separated; empty allows all.
    private let allowed: [String: String]
    private let denied: [String]
    private let allowsAll: Bool
    /// What the Config allows.
    private let shared: AnnotationSettings
    private let hasPatterns: Bool
    /// Whether the Tenant's list is in force, not the Config's.
    package let isTenantsOwn: Bool
    /// Whether what is denied is the Tenant's list, not the Config's.
    package let isDenialTenantsOwn: Bool

    /// `hasPatterns`: whether the manager has `KubeLBFeature.annotationPatterns`.
    package init(tenant: Tenant?, config: Config?, hasPatterns: Bool) {
        self.hasPatterns = hasPatterns
        let own = tenant?.annotationSettings ?? AnnotationSettings()
        let shared = config?.annotationSettings ?? AnnotationSettings()
        self.shared = shared
        isDenialTenantsOwn = own.denied != nil
        guard hasPatterns else {
            isTenantsOwn = own.propagateAll == true || own.propagated != nil
            allowsAll = own.propagateAll == true || shared.propagateAll == true
            allowed = own.propagated ?? shared.propagated ?? [:]
            denied = []
            return
        }
        isTenantsOwn = own.propagateAll != nil || own.propagated != nil
        allowsAll = (isTenantsOwn ? own : shared).propagateAll == true
        allowed = (isTenantsOwn ? own : shared).propagated ?? [:]
        denied = own.denied ?? shared.denied ?? []
    }

    /// The pattern that excludes an annotation, whatever else allows it.
    package func pattern(denying annotation: String) -> String? { denied.first { matches($0, annotation) } }

    package func copies(_ annotation: String, value: String) -> Bool {
        guard pattern(denying: annotation) == nil else { return false }
        return allowsAll || allows(allowed, annotation, value)
    }

    /// Whether only the Tenant's own list keeps an annotation from being copied: it replaces the Config's, which allows it.
    package func isExcludedByReplacement(_ annotation: String, value: String) -> Bool {
        isTenantsOwn && !copies(annotation, value: value) && pattern(denying: annotation) == nil
            && (shared.propagateAll == true || allows(shared.propagated ?? [:], annotation, value))
    }

    private func allows(_ list: [String: String], _ annotation: String, _ value: String) -> Bool {
        list.contains { pattern, values in
            matches(pattern, annotation)
                && (values.isEmpty || values.split(separator: ",").contains { $0.trimmed == value[...] })
        }
    }

    private func matches(_ pattern: String, _ annotation: String) -> Bool {
        guard hasPatterns, let glob = GlobPattern(pattern) else { return pattern == annotation }
        return glob.matches(annotation)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let end = lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex
        return self[..<end].drop { $0 == " " }
    }
}
