#if Sandbox
    import Documents
    import FoundationEssentials

    /// What a kubeconfig says: contexts, each with a cluster and a user.
    struct Kubeconfig: Sendable {
        struct Cluster: Sendable, Hashable {
            var name: String
            var server: String
            var authorityPEM: String
        }

        enum Credentials: Sendable, Hashable {
            case token(String)
            case certificate(pem: String, keyPEM: String)
        }

        struct Context: Sendable, Hashable {
            var name: String
            var cluster: String
            /// nil: the cluster's default.
            var namespace: String?
            var credentials: Credentials
        }

        var clusters: [Cluster] = []
        /// A context's user has the context's name.
        var contexts: [Context] = []
        var currentContext: String

        /// YAML, as kubectl writes it.
        var bytes: [UInt8] {
            let clusters: [JSONValue] = clusters.map { cluster in
                [
                    "name": .string(cluster.name),
                    "cluster": [
                        "server": .string(cluster.server),
                        "certificate-authority-data": .string(Self.base64(cluster.authorityPEM)),
                    ],
                ]
            }
            let contexts: [JSONValue] = contexts.map { context in
                var members: JSONObject = ["cluster": .string(context.cluster), "user": .string(context.name)]
                if let namespace = context.namespace { members["namespace"] = .string(namespace) }
                return ["name": .string(context.name), "context": .object(members)]
            }
            let users: [JSONValue] = self.contexts.map { context in
                let user: JSONValue =
                    switch context.credentials {
                    case .token(let token): ["token": .string(token)]
                    case .certificate(let pem, let keyPEM):
                        [
                            "client-certificate-data": .string(Self.base64(pem)),
                            "client-key-data": .string(Self.base64(keyPEM)),
                        ]
                    }
                return ["name": .string(context.name), "user": user]
            }
            let document: JSONValue = [
                "apiVersion": "v1", "kind": "Config", "clusters": .array(clusters), "contexts": .array(contexts),
                "users": .array(users), "current-context": .string(currentContext),
            ]
            return document.yamlEncoded()
        }

        static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
    }
#endif
