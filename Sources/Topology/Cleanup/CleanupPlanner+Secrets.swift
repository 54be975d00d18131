import KubeLB
import Kubernetes

/// Secrets on their way between the clusters: metadata only, never their data.
extension CleanupPlanner {
    /// KLC-X010: SyncSecrets of the management cluster whose SyncSecret in the tenant cluster is gone, and those of the tenant
    /// cluster whose Secret is gone.
    func syncSecrets(doubt: (Timestamp?) -> String?) -> [CleanupCandidate] {
        management(doubt) + tenant()
    }

    private func management(_ doubt: (Timestamp?) -> String?) -> [CleanupCandidate] {
        let tenants = topology.list(.tenant, SyncSecret.self)
        let uids = Set((tenants.value?.items ?? []).map(\.metadata.uid))
        let found = (topology.list(.management, SyncSecret.self).value?.items ?? []).filter {
            $0.metadata.namespace == topology.tenantNamespace && !$0.metadata.isBeingDeleted
                && !uids.contains($0.metadata.name)
        }
        guard !found.isEmpty, tenants.all(where: { _ in true }).unknown == nil else { return [] }
        let gap = gap(tenants)
        let paths = Set((tenants.value?.items ?? []).map(\.metadata.path))
        return found.map { item in
            let metadata = item.metadata
            let isReplaced = metadata.originPath.map(paths.contains) ?? false
            var candidate = CleanupCandidate(
                metadata.originPath == nil ? .keep : .delete, "X010", CleanupObject(.management, item),
                originKind: SyncSecret.kind, origin: metadata.originPath, originUID: metadata.name,
                reason: metadata.originPath == nil
                    ? "it has no origin labels"
                    : isReplaced ? "SyncSecret was recreated with another UID" : "SyncSecret gone")
            candidate.created = metadata.creationTimestamp
            if candidate.verdict == .keep { return candidate }
            return judged(
                candidate,
                unless: Self.isUID(metadata.name) ? nil : "its name is not a UID, so the CCM did not write it", gap,
                isReplaced && !options.includesReplaced ? "needs --include-replaced" : nil, userOfSecret(metadata.name),
                doubt(metadata.creationTimestamp))
        }
    }

    /// Why a SyncSecret may exist although it was not found.
    private func gap(_ list: Observed<ObjectList<SyncSecret>>) -> String? {
        if case .absent = list {
            return
                "the tenant cluster does not serve SyncSecrets, which does not prove that it is gone; if the CRD was removed "
                + "for good (kubectl get crd \(SyncSecret.resource)), delete the object with kubectl"
        }
        return list.value?.resourceVersion.isEmpty == true ? "the list of SyncSecrets has no resourceVersion" : nil
    }

    /// A generated object that names the Secret, in its certificates or in an annotation.
    private func userOfSecret(_ name: String) -> String? {
        for kind in RouteKind.allCases {
            let list = topology.observation.sources(.management, kind)
            if let reason = list.unknown {
                return "whether a generated \(kind.rawValue) uses its Secret is unknown: \(reason)"
            }
            for object in list.value ?? [] where object.metadata.namespace == topology.tenantNamespace {
                let annotations = object.metadata.annotations
                if object.certificates.contains(where: { $0.name == name })
                    || annotations.values.contains(where: { $0.contains(name) })
                {
                    return "generated \(object.reference) uses its Secret"
                }
                // What is hidden because it may be secret may be its name.
                if let hidden = annotations.first(where: { $0.value.contains("<redacted") })?.key {
                    return
                        "annotation \(hidden) of generated \(object.reference), whose value is not shown, may name its Secret"
                }
            }
        }
        return nil
    }

    /// Somebody may have written a SyncSecret without a Secret, so these are never deleted.
    private func tenant() -> [CleanupCandidate] {
        guard let secrets = topology.list(.tenant, SecretMetadata.self).all(where: { _ in true }).value
        else { return [] }
        let paths = Set(secrets.map(\.metadata.path))
        return (topology.list(.tenant, SyncSecret.self).value?.items ?? []).compactMap { item in
            let metadata = item.metadata
            guard metadata.labels[KubeLBNames.managedByLabel] == "kubelb", !metadata.isBeingDeleted,
                !paths.contains(metadata.path)
            else { return nil }
            return stuckCandidate(
                "X010", CleanupObject(.tenant, item), origin: nil, metadata,
                "no Secret of its name exists; if nobody wrote it by hand, delete it with kubectl")
        }
    }
}
