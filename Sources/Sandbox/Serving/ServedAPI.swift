#if Sandbox
    import APIServer
    import Kubernetes

    /// What a bundle's servers say, and to whom.
    enum ServedAPI {
        /// Throws for objects that make no sense, and extra ones of kinds that no server here has.
        static func handler(
            of side: ServedSide, in bundle: ServedBundle, extraObjects: [ServedObject],
            clock: @escaping @Sendable () -> Timestamp
        ) throws -> any APIHandler {
            var objects = try BundleObjects(side: side, files: bundle.files, takenAt: bundle.takenAt)
            for extra in extraObjects {
                guard let kind = objects.store.kind(extra.resource) ?? ServedKind.named(extra.resource) else {
                    throw ServedPair.Failure(description: "no kind \"\(extra.resource)\" is served")
                }
                objects.store.add([extra.object], kind)
            }
            return KubernetesAPI(objects: objects, known: identities(of: side, in: bundle), clock: clock)
        }

        /// `admin`, `ccm`, `reader`, `nobody`.
        static func identities(of side: ServedSide, in bundle: ServedBundle) -> [Identity] {
            ReadyIdentities.all(
                of: side, tenant: bundle.tenantName, ccmNamespace: bundle.ccmNamespace, ccmRules: bundle.ccmRules,
                resources: bundle.resources(of: side))
        }
    }
#endif
