package sandbox

import "net"

// Listener passes on the connections of another one, but for those that a
// FaultReset takes. [Account.Serve] listens through it.
func (a *Account) Listener(next net.Listener) net.Listener {
	return &faultyListener{Listener: next, account: a}
}

type faultyListener struct {
	net.Listener
	account *Account
}

func (l *faultyListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil || !l.account.resetsNext() {
			return conn, err
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // a reset, not an orderly end
		}
		_ = conn.Close()
	}
}

func (a *Account) resetsNext() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.takeFault(func(f *Fault) bool { return f.Kind == FaultReset }) != nil
}
