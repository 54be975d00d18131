#if Sandbox
    import APIServer
    import Documents
    import Kubernetes

    extension FaultAction {
        static let ccm: [FaultAction] = [
            FaultAction("ccm-scaled-down") { sandbox in
                try await sandbox.tenant.editor.scale(.ccm, to: 0)
                try await sandbox.createVictim("late")
                return { sandbox in
                    try await sandbox.tenant.editor.scale(.ccm, to: 1)
                    try await sandbox.deleteVictim("late")
                }
            },
            FaultAction("ccm-crash-loop") { sandbox in
                sandbox.tenant.switches.set("ccm", .crashing)
                try await sandbox.createVictim("late")
                return { sandbox in
                    sandbox.tenant.switches.set("ccm", .running)
                    // A new pod, without the history of this one.
                    try await sandbox.tenant.replacingCCM { try await sandbox.tenant.editor.restart(.ccm) }
                    try await sandbox.deleteVictim("late")
                }
            },
            FaultAction("ccm-stopped") { sandbox in
                sandbox.tenant.switches.set("ccm", .frozen)
                try await sandbox.createVictim("late")
                return { sandbox in
                    sandbox.tenant.switches.set("ccm", .running)
                    try await sandbox.deleteVictim("late")
                }
            },
            argument("ccm-wrong-cluster-name", "cluster-name", "ghost"),
            argument("class-filter", "use-loadbalancer-class", "true"),
            FaultAction("no-node-address") { sandbox in
                await sandbox.tenant.setNodeAddresses(areExternal: false)
                try await sandbox.management.editor.delete(sandbox.tenant.addressesPath)
                try await sandbox.createVictim("late")
                return { sandbox in
                    await sandbox.tenant.setNodeAddresses(areExternal: true)
                    try await sandbox.deleteVictim("late")
                }
            },
        ]

        /// Gives the CCM another argument, and lets a new Service meet it.
        private static func argument(_ fault: String, _ name: String, _ value: String) -> FaultAction {
            FaultAction(fault) { sandbox in
                let before = try await sandbox.tenant.replacingCCM {
                    try await sandbox.tenant.editor.setArgument(name, value, of: .ccm)
                }
                try await sandbox.createVictim("late")
                return { sandbox in
                    try await sandbox.tenant.editor.setArguments(before, of: .ccm)
                    try await sandbox.deleteVictim("late")
                }
            }
        }

        static let credentials: [FaultAction] = [
            secret("bad-token") { $0.replacing($1, with: "not-the-token") },
            FaultAction("expired-token") { sandbox in
                let token = sandbox.tenant.managementToken
                sandbox.management.cluster.credentials.revoke(token)
                try await sandbox.createVictim("late")
                return { sandbox in
                    sandbox.management.cluster.credentials.restore(token, to: sandbox.tenant.managementIdentity)
                    // Its pod would wait for the end of its back-off.
                    try await sandbox.tenant.editor.restart(.ccm)
                    try await sandbox.deleteVictim("late")
                }
            },
            FaultAction("no-rights") { sandbox in
                var identity = sandbox.tenant.managementIdentity
                identity.rules = []
                sandbox.management.cluster.replace(identity)
                try await sandbox.tenant.replacingCCM { try await sandbox.tenant.editor.restart(.ccm) }
                try await sandbox.createVictim("late")
                return { sandbox in
                    sandbox.management.cluster.replace(sandbox.tenant.managementIdentity)
                    try await sandbox.tenant.editor.restart(.ccm)
                    try await sandbox.deleteVictim("late")
                }
            },
            FaultAction("management-unreachable") { sandbox in
                guard let port = ClosedPort() else { throw SandboxFaults.Refused(description: "no free port") }
                let url = sandbox.management.cluster.url
                let restore = try await changeSecret(of: sandbox) { text, _ in
                    text.replacing(url, with: "https://127.0.0.1:\(port.port)")
                }
                try await sandbox.createVictim("late")
                return { sandbox in
                    try await restore(sandbox)
                    try await sandbox.deleteVictim("late")
                    // Until now nobody else could get the port.
                    withExtendedLifetime(port) {}
                }
            },
            FaultAction("wrong-secret-key") { sandbox in
                let editor = sandbox.tenant.editor
                let before = try await editor.client.get(.ccmSecret)["data"] ?? [:]
                try await editor.patch(["data": ["kubelb": .null, "kubeconfig": before["kubelb"] ?? ""]], .ccmSecret)
                try await sandbox.tenant.replacingCCM { try await editor.restart(.ccm) }
                try await sandbox.createVictim("late")
                return { sandbox in
                    try await sandbox.tenant.editor.patch(
                        ["data": ["kubelb": before["kubelb"] ?? "", "kubeconfig": .null]], .ccmSecret)
                    try await sandbox.tenant.editor.restart(.ccm)
                    try await sandbox.deleteVictim("late")
                }
            },
        ]

        /// Changes the CCM's kubeconfig (its text and token are given), and lets a new Service meet it.
        private static func secret(
            _ name: String, change: @escaping @Sendable (_ text: String, _ token: String) -> String
        ) -> FaultAction {
            FaultAction(name) { sandbox in
                let restore = try await changeSecret(of: sandbox, change)
                try await sandbox.createVictim("late")
                return { sandbox in
                    try await restore(sandbox)
                    try await sandbox.deleteVictim("late")
                }
            }
        }

        private static func changeSecret(
            of sandbox: RunningSandbox, _ change: @escaping @Sendable (String, String) -> String
        ) async throws -> Undo {
            let right = sandbox.tenant.managementKubeconfig
            let wrong = change(right, sandbox.tenant.managementToken)
            try await sandbox.tenant.setSecret(kubeconfig: wrong)
            return { sandbox in try await sandbox.tenant.setSecret(kubeconfig: right) }
        }
    }
#endif
