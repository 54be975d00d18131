#if Sandbox
    import APIServer
    import Documents
    import Kubernetes

    extension SandboxParts {
        /// Makes the objects that the clusters begin with, and the kubeconfig.
        func seed() async throws {
            try writeKubeconfig()
            try await management.editor.create(Manifests.namespaces)
            try await createDefinitions(in: management.live) { $0.isCustom }
            try await management.editor.create(
                Manifests.management(pool: poolRange, serverURL: management.cluster.url))
            for tenant in tenants {
                try await management.editor.create(Manifests.tenant(tenant.name))
                try await tenant.editor.create(Manifests.namespaces)
                try await createDefinitions(in: tenant.live) { $0.name == "syncsecrets" }
            }
            for tenant in tenants { try await connect(tenant) }
            let first = tenants[0]
            for number in stride(from: 1, through: options.services, by: 1) {
                try await first.editor.create(Manifests.service("web-\(number)", namespace: "default", port: 8080))
            }
        }

        private func createDefinitions(in live: LiveCluster, where isWanted: (ServedKind) -> Bool) async throws {
            for kind in ServedKind.all where kind.isCustom && isWanted(kind) {
                try await live.editor.create(
                    Manifests.definition(
                        name: kind.name, group: kind.group, version: kind.version, kind: kind.kind,
                        isNamespaced: kind.isNamespaced))
            }
        }

        /// Brings the kubeconfig that the manager issues to the tenant cluster, as its administrator would, and installs
        /// the CCM there.
        private func connect(_ tenant: TenantCluster) async throws {
            try await management.waitForIssuedKubeconfig(of: tenant)
            try await tenant.setIssuedKubeconfig()
            try await tenant.editor.create(Manifests.ccm(tenant: tenant.name))
        }

        private func writeKubeconfig() throws {
            var kubeconfig = Kubeconfig(currentContext: "sandbox-tenant")
            for tenant in tenants {
                tenant.cluster.addContexts(for: [ReadyIdentities.reader, ReadyIdentities.nobody], to: &kubeconfig)
            }
            management.cluster.addContexts(for: [ReadyIdentities.reader, ReadyIdentities.nobody], to: &kubeconfig)
            try directory.write(kubeconfig: kubeconfig.bytes)
        }
    }
#endif
