#if Sandbox
    import APIServer
    import Documents
    import KubeLB
    import Kubernetes

    /// The Secrets through which the CCM reaches the management cluster: the one the manager issues, its copy in the
    /// tenant cluster, and that of the token in it, whose data nobody reads.
    enum CCMSecret {
        /// One for each side; none where the bundle does not say who the tenant is, or brings Secrets of its own.
        static func objects(
            for bundle: ServedBundle, managementURL: String, authorityPEM: String, token: String, now: Timestamp,
            change: (ServedSide, String) -> String?
        ) -> [ServedSide: [ServedObject]] {
            guard let tenantName = bundle.tenantName else { return [:] }
            let namespace = "tenant-\(tenantName)"
            let kubeconfig = Kubeconfig(
                clusters: [.init(name: "kubelb-cluster", server: managementURL, authorityPEM: authorityPEM)],
                contexts: [
                    .init(
                        name: "default-context", cluster: "kubelb-cluster", namespace: namespace,
                        credentials: .token(token))
                ],
                currentContext: "default-context")
            let places: [(ServedSide, namespace: String, name: String)] = [
                (.tenant, bundle.ccmNamespace, "kubelb-cluster"),
                (.management, namespace, KubeLBNames.issuedKubeconfigSecret),
                (.management, namespace, KubeLBNames.ccmIdentity),
            ]
            var objects: [ServedSide: [ServedObject]] = [:]
            for (side, namespace, name) in places
            where bundle.files["\(side.rawValue)/secrets.json"] == nil
                && !bundle.lacksSecret(name, in: namespace, of: side)
            {
                let isToken = name == KubeLBNames.ccmIdentity
                let last = isToken ? "a3" : side == .tenant ? "a1" : "a2"
                var secret: JSONObject = [
                    "metadata": [
                        "name": .string(name), "namespace": .string(namespace),
                        "uid": .string("00000000-0000-4000-8000-0000000000\(last)"),
                        "resourceVersion": "1", "creationTimestamp": .string(now.description),
                    ],
                    "type": isToken ? "kubernetes.io/service-account-token" : "Opaque",
                ]
                if !isToken {
                    guard let content = change(side, String(decoding: kubeconfig.bytes, as: UTF8.self)) else {
                        continue
                    }
                    secret["data"] = ["kubelb": .string(Kubeconfig.base64(content))]
                }
                objects[side, default: []].append(ServedObject(resource: "secrets", object: .object(secret)))
            }
            return objects
        }
    }
#endif
