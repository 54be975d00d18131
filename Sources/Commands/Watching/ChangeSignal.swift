/// Raised by what watches, awaited by who looks. Any number of changes before a look are one.
actor ChangeSignal {
    private var isRaised = false
    private var waiter: CheckedContinuation<Void, Never>?

    func raise() {
        isRaised = true
        wake()
    }

    /// What has changed so far will be seen.
    func clear() { isRaised = false }

    /// Returns when something has changed since `clear`, when the time is up or when the task is cancelled.
    func wait(atMost limit: Duration) async {
        guard !isRaised else { return }
        let timer = Task {
            try? await Task.sleep(for: limit)
            if !Task.isCancelled { self.wake() }
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled || isRaised {
                    continuation.resume()
                } else {
                    waiter = continuation
                }
            }
        } onCancel: {
            Task { await self.wake() }
        }
        timer.cancel()
    }

    private func wake() {
        waiter?.resume()
        waiter = nil
    }
}
