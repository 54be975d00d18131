#if Sandbox
    import Controllers
    import DataPlane
    import NIOCore

    /// Runs in the pods behind Services: says its name to whoever asks.
    struct EchoProgram: ContainerProgram {
        let group: any EventLoopGroup

        func run(_ container: ContainerContext) async throws {
            let ports = container.ports.compactMap { port in
                TransportProtocol(rawValue: port.protocol).map { EchoServer.Port(number: port.port, protocol: $0) }
            }
            let server = EchoServer(name: container.pod, address: container.podIP, ports: ports, group: group)
            do {
                try await server.start()
            } catch {
                container.log("cannot listen: \(error)")
                throw error
            }
            container.log(
                "listening on \(ports.map { "\($0.number)/\($0.protocol.rawValue)" }.joined(separator: ", "))")
            while (try? await Task.sleep(for: .seconds(3600))) != nil {}
            await server.stop()
        }
    }
#endif
