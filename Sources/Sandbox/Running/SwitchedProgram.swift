#if Sandbox
    import Controllers
    import Synchronization

    /// A program that obeys the switches of its cluster.
    struct SwitchedProgram: ContainerProgram {
        let program: any ContainerProgram
        let switches: ProgramSwitches

        private struct Panic: Error, CustomStringConvertible {
            let description = "panic: runtime error: invalid memory address or nil pointer dereference"
        }

        private enum Event: Sendable {
            case turned(ProgramSwitches.Position)
            case ended(run: Int, Result<Void, any Error>)
        }

        func run(_ container: ContainerContext) async throws {
            let (events, continuation) = AsyncStream<Event>.makeStream()
            let listener = Task {
                for await position in switches.positions(of: container.container, in: container.pod) {
                    continuation.yield(.turned(position))
                }
            }
            defer {
                listener.cancel()
                continuation.finish()
            }
            let readiness = Readiness(container.setReady)
            var context = container
            context.setReady = { readiness.program(says: $0) }
            var work: Task<Void, Never>?
            var runs = 0
            defer { work?.cancel() }
            try await withTaskCancellationHandler {
                for await event in events {
                    switch event {
                    case .ended(let run, let result):
                        guard run == runs else { continue }
                        return try result.get()
                    case .turned(.crashing):
                        container.log(Panic().description)
                        throw Panic()
                    case .turned(.frozen):
                        // What it says when it is interrupted is not the end of the container.
                        runs += 1
                        work?.cancel()
                        await work?.value
                        work = nil
                    case .turned(let position):
                        readiness.turn(isReady: position == .running)
                        guard work == nil else { continue }
                        runs += 1
                        work = Task { [runs, context] in
                            do {
                                try await program.run(context)
                                continuation.yield(.ended(run: runs, .success(())))
                            } catch {
                                continuation.yield(.ended(run: runs, .failure(error)))
                            }
                        }
                    }
                }
            } onCancel: {
                continuation.finish()
            }
            work?.cancel()
            await work?.value
        }

        func respond(to request: ContainerRequest) async -> ContainerResponse? {
            await program.respond(to: request)
        }

        /// Ready is what the program and the switch agree on.
        private final class Readiness: Sendable {
            private let state = Mutex((program: true, isTurnedOn: true))
            private let tell: @Sendable (Bool) -> Void

            init(_ tell: @escaping @Sendable (Bool) -> Void) { self.tell = tell }

            func program(says isReady: Bool) {
                tell(
                    state.withLock {
                        $0.program = isReady
                        return $0.program && $0.isTurnedOn
                    })
            }

            func turn(isReady: Bool) {
                tell(
                    state.withLock {
                        $0.isTurnedOn = isReady
                        return $0.program && $0.isTurnedOn
                    })
            }
        }
    }
#endif
