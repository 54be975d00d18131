#if Sandbox
    import APIServer
    import Documents
    import Kubernetes

    extension FaultAction {
        static let ccm: [FaultAction] = [
            FaultAction("ccm-scaled-down") { sandbox in
                try await sandbox.tenant.editor.scale(.ccm, to: 0)
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    try await sandbox.tenant.editor.scale(.ccm, to: 1)
                    try await sandbox.deleteVictim(victim)
                }
            },
            FaultAction("ccm-crash-loop") { sandbox in
                sandbox.tenant.switches.set("ccm", .crashing)
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    sandbox.tenant.switches.set("ccm", .running)
                    // A new pod, without the history of this one.
                    try await sandbox.tenant.replacingCCM { try await sandbox.tenant.editor.restart(.ccm) }
                    try await sandbox.deleteVictim(victim)
                }
            },
            FaultAction("ccm-stopped") { sandbox in
                let thaw = try await sandbox.tenant.live.freeze("ccm", of: .ccm)
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    thaw()
                    try await sandbox.deleteVictim(victim)
                }
            },
            argument("ccm-wrong-cluster-name", "cluster-name", "ghost"),
            argument("class-filter", "use-loadbalancer-class", "true"),
            FaultAction("no-node-address") { sandbox in
                let arguments = try await sandbox.tenant.editor.arguments(of: .ccm)
                await sandbox.tenant.setNodeAddresses(areExternal: false)
                try await sandbox.management.editor.delete(sandbox.tenant.addressesPath)
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    await sandbox.tenant.setNodeAddresses(areExternal: true)
                    try await sandbox.tenant.editor.setArguments(arguments, of: .ccm)
                    try await sandbox.deleteVictim(victim)
                }
            },
        ]

        /// Gives the CCM another argument, and lets a new Service meet it.
        private static func argument(_ fault: String, _ name: String, _ value: String) -> FaultAction {
            FaultAction(fault) { sandbox in
                let before = try await sandbox.tenant.replacingCCM {
                    try await sandbox.tenant.editor.setArgument(name, value, of: .ccm)
                }
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    try await sandbox.tenant.editor.setArguments(before, of: .ccm)
                    try await sandbox.deleteVictim(victim)
                }
            }
        }

        static let credentials: [FaultAction] = [
            secret("bad-token") { $0.replacing($1, with: "not-the-token") },
            FaultAction("expired-token") { sandbox in
                let token = sandbox.tenant.managementAccess.token
                guard let identity = sandbox.management.cluster.credentials.revoke(token) else {
                    throw SandboxFaults.Refused(description: "the CCM's token is unknown")
                }
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    sandbox.management.cluster.credentials.restore(token, to: identity)
                    // Its pod would wait for the end of its back-off.
                    try await sandbox.tenant.editor.restart(.ccm)
                    try await sandbox.deleteVictim(victim)
                }
            },
            FaultAction("no-rights") { sandbox in
                let path = sandbox.tenant.rolePath
                let rules = try await sandbox.management.editor.client.get(path)["rules"] ?? []
                try await sandbox.management.editor.patch(["rules": []], path)
                try await sandbox.tenant.replacingCCM { try await sandbox.tenant.editor.restart(.ccm) }
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    try await sandbox.management.editor.patch(["rules": rules], path)
                    try await sandbox.tenant.editor.restart(.ccm)
                    try await sandbox.deleteVictim(victim)
                }
            },
            FaultAction("management-unreachable") { sandbox in
                guard let port = ClosedPort() else { throw SandboxFaults.Refused(description: "no free port") }
                let url = sandbox.management.cluster.url
                try await changeSecret(of: sandbox) { text, _ in
                    text.replacing(url, with: "https://127.0.0.1:\(port.port)")
                }
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    try await sandbox.tenant.setIssuedKubeconfig()
                    try await sandbox.deleteVictim(victim)
                    // Until now nobody else could get the port.
                    withExtendedLifetime(port) {}
                }
            },
            FaultAction("wrong-secret-key") { sandbox in
                let editor = sandbox.tenant.editor
                let before = try await editor.client.get(.ccmSecret)["data"] ?? [:]
                try await editor.patch(["data": ["kubelb": .null, "kubeconfig": before["kubelb"] ?? ""]], .ccmSecret)
                try await sandbox.tenant.replacingCCM { try await editor.restart(.ccm) }
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    try await sandbox.tenant.editor.patch(
                        ["data": ["kubelb": before["kubelb"] ?? "", "kubeconfig": .null]], .ccmSecret)
                    try await sandbox.tenant.editor.restart(.ccm)
                    try await sandbox.deleteVictim(victim)
                }
            },
        ]

        /// Changes the CCM's kubeconfig (its text and token are given), and lets a new Service meet it.
        private static func secret(
            _ name: String, change: @escaping @Sendable (_ text: String, _ token: String) -> String
        ) -> FaultAction {
            FaultAction(name) { sandbox in
                try await changeSecret(of: sandbox, change)
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    try await sandbox.tenant.setIssuedKubeconfig()
                    try await sandbox.deleteVictim(victim)
                }
            }
        }

        private static func changeSecret(
            of sandbox: FaultSite, _ change: @escaping @Sendable (String, String) -> String
        ) async throws {
            let right = sandbox.tenant.managementAccess
            try await sandbox.tenant.setSecret(kubeconfig: change(right.kubeconfig, right.token))
        }
    }
#endif
