#if Sandbox
    import Documents
    import Sandbox
    import Testing

    @Suite(.serialized)
    struct ScaleTests {
        @Test("1,000 Services come up")
        func thousand() async throws {
            // Two checks of each of 2,000 node ports a second would be a test of the machine.
            try await withSandbox({ $0.timing.healthCheckInterval = .seconds(10) }) { sandbox in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for creator in 0..<8 {
                        group.addTask {
                            for number in 1...1000 where number % 8 == creator {
                                try await sandbox.createService("web-\(number)", app: "web-1")
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                try await eventually(within: .seconds(240), every: .seconds(2)) {
                    let services = try await sandbox.inventory().services.values
                    let waiting = services.filter { $0.address == nil }.count
                    return services.count == 1000 && waiting == 0 ? nil : "\(waiting) of \(services.count) wait"
                }
                let addresses = Set(try await sandbox.inventory().services.values.compactMap(\.address))
                #expect(addresses.count == 1000)
                for address in addresses.sorted().prefix(20) {
                    try await eventually {
                        try await sandbox.answer(of: address, "8080/TCP") == nil ? "\(address) does not answer" : nil
                    }
                }
            }
        }
    }
#endif
