/// A named object that does not exist.
enum MissingObject: Sendable, Hashable {
    case service(ServiceArgument)
    case route(RouteArgument)
}

extension ServiceSelection {
    /// The same selection without what does not exist; nil if nothing is left of it.
    func without(_ missing: [MissingObject]) -> ServiceSelection? {
        var rest = self
        rest.arguments.removeAll { missing.contains(.service($0)) }
        rest.routes.removeAll { missing.contains(.route($0)) }
        return !missing.isEmpty && rest.isNamed ? rest : nil
    }

    /// The same selection of nothing but what does not exist.
    func only(_ missing: [MissingObject]) -> ServiceSelection {
        var rest = self
        rest.arguments.removeAll { !missing.contains(.service($0)) }
        rest.routes.removeAll { !missing.contains(.route($0)) }
        return rest
    }

    /// Does something with what exists of several named objects: what is missing is left out, and returned beside the result.
    /// Fails if nothing exists.
    func withoutMissing<Value>(
        _ work: (ServiceSelection) async throws(CommandFailure) -> Value
    ) async throws(CommandFailure) -> (value: Value, missing: CommandFailure?) {
        var selection = self
        var failures: [CommandFailure] = []
        while true {
            do throws(CommandFailure) {
                return (try await work(selection), CommandFailure.combined(failures))
            } catch {
                guard error.status == .notFound else { throw error }
                guard let rest = selection.without(error.missing) else {
                    throw CommandFailure.combined(failures + [error]) ?? error
                }
                failures.append(error)
                selection = rest
            }
        }
    }
}
