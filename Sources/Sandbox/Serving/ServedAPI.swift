#if Sandbox
    import Documents
    import Kubernetes

    /// What a bundle's servers say, and to whom.
    enum ServedAPI {
        static func handler(
            of side: ServedSide, in bundle: ServedBundle, extraObjects: [ServedObject],
            clock: @escaping @Sendable () -> Timestamp
        ) throws -> any APIHandler {
            Empty()
        }

        /// `admin`, `ccm`, `reader`, `nobody`.
        static func identities(of side: ServedSide, in bundle: ServedBundle) -> [Identity] {
            ["admin", "ccm", "reader", "nobody"].map { Identity(name: $0, user: $0, rules: []) }
        }

        private struct Empty: APIHandler {
            func respond(to request: APIRequest) async -> APIResponse { .unavailable }
        }
    }
#endif
