#if Sandbox
    import Kubernetes

    /// A sandbox as a fault changes it: the management cluster and one of the tenants.
    struct FaultSite: Sendable {
        let sandbox: RunningSandbox
        let tenant: TenantCluster

        var management: ManagementCluster { sandbox.management }
        var poolRange: String { sandbox.poolRange }
        var firstPoolAddress: String { sandbox.firstPoolAddress }

        /// Creates a Service in the tenant cluster, for a fault to be seen on.
        /// Returns its name: the one given, with a number if there is such a Service.
        @discardableResult
        func createVictim(_ prefix: String) async throws -> String {
            let services = try await tenant.editor.client.documents(Service.self, ListQuery(namespace: "default")).items
            let taken = Set(services.compactMap { $0["metadata"]?["name"]?.string })
            var name = prefix
            var number = 1
            while taken.contains(name) {
                number += 1
                name = "\(prefix)-\(number)"
            }
            try await tenant.editor.create(Manifests.service(name, namespace: "default", port: 8080))
            return name
        }

        func deleteVictim(_ name: String) async throws {
            try await tenant.editor.delete(.service(name))
            sandbox.noteLeaving(name, of: tenant)
        }

        /// Addresses that Services of the management cluster have, sorted.
        func addressesInUse() async throws -> [String] {
            let services = try await management.editor.client.documents(Service.self).items
            return services.compactMap { $0["status"]?["loadBalancer"]?["ingress"]?[0]?["ip"]?.string }.sorted()
        }
    }
#endif
