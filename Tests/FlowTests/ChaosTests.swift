#if Sandbox
    import Documents
    import Kubernetes
    import Sandbox
    import TestSupport
    import Testing

    /// Whatever stops and starts meanwhile, both clusters end consistent.
    @Suite(.serialized)
    struct ChaosTests {
        @Test("controllers and API servers come and go while Services do", arguments: [1])
        func chaos(seed: UInt64) async throws {
            try await withSandbox { sandbox in
                var random = SplitMix64(seed: seed)
                var number = 0
                let end = ContinuousClock.now + .seconds(TestExtent.isWhole ? 25 : 5)
                while .now < end {
                    switch Int.random(in: 0..<10, using: &random) {
                    case 0...3:
                        number += 1
                        // An API server that is away takes none.
                        try? await sandbox.createService("chaos-\(number)")
                    case 4, 5:
                        guard number > 0 else { continue }
                        try? await sandbox.deleteService("chaos-\(Int.random(in: 1...number, using: &random))")
                    case 6: sandbox.toggleProgram(.ccm)
                    case 7: sandbox.toggleProgram(.manager)
                    case 8: await sandbox.toggleServer(.tenant)
                    default: await sandbox.toggleServer(.management)
                    }
                    try await Task.sleep(for: .milliseconds(Int.random(in: 20..<400, using: &random)))
                }
                try await sandbox.startEverything()
                try await eventually(within: .seconds(90), every: .seconds(1)) { try await Self.objection(to: sandbox) }
                // Both controllers were restarted several times, which stays a finding for an hour.
                try await sandbox.waitUntilHealthy(skipping: "C018,M013")
            }
        }

        /// What is not as it has to be with the Services that there are, or nil.
        private static func objection(to sandbox: RunningSandbox) async throws -> String? {
            let state = try await sandbox.inventory()
            if let leaving = state.services.first(where: \.value.isTerminating) { return "\(leaving.key) stays" }
            let uids = Set(state.services.values.map(\.uid))
            guard state.loadBalancers == uids else { return "LoadBalancers: \(state.loadBalancers), not \(uids)" }
            guard state.envoyServices == Set(uids.map { "envoy-\($0)" }) else {
                return "envoy Services: \(state.envoyServices)"
            }
            let addresses = state.services.values.compactMap(\.address)
            guard addresses.count == state.services.count else {
                return "\(state.services.count - addresses.count) without an address"
            }
            guard Set(addresses).count == addresses.count else { return "an address was given twice: \(addresses)" }
            for (name, service) in state.services.sorted(by: { $0.key < $1.key }) {
                guard let address = service.address, try await sandbox.answer(of: address, "8080/TCP") != nil else {
                    return "\(name) does not answer"
                }
            }
            return nil
        }
    }
#endif
