// Command redis stands in for redis-server in the sandbox: an in-memory Redis that takes the
// arguments of Argo CD's manifest, so that no system package is needed. Nothing is persisted.
package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// expiryInterval is how often keys past their time to live are dropped: miniredis has no clock of its own.
const expiryInterval = time.Second

type options struct {
	address  string
	port     string
	password string
}

// parse reads redis-server's command line. As redis-server does, it accepts an option and its value in
// one argument ("--requirepass secret"), which is how Argo CD's manifest writes it.
func parse(arguments []string) (options, error) {
	result := options{address: "127.0.0.1", port: "6379"}
	words := split(arguments)
	for index := 0; index < len(words); index += 2 {
		if index+1 == len(words) {
			return options{}, fmt.Errorf("%s: value missing", words[index])
		}
		value := words[index+1]
		switch words[index] {
		case "--requirepass":
			result.password = value
		case "--port":
			result.port = value
		case "--bind":
			result.address = value
		case "--save", "--appendonly":
			if value != "" && value != "no" {
				return options{}, fmt.Errorf("%s %s: nothing is persisted here", words[index], value)
			}
		default:
			return options{}, fmt.Errorf("%s: unknown option", words[index])
		}
	}
	if result.password == "" {
		return options{}, errors.New("--requirepass: value missing")
	}
	return result, nil
}

func split(arguments []string) []string {
	var words []string
	for _, argument := range arguments {
		option, value, joined := strings.Cut(argument, " ")
		words = append(words, option)
		if joined && strings.HasPrefix(option, "--") {
			words = append(words, value)
		}
	}
	return words
}

func run() error {
	chosen, err := parse(os.Args[1:])
	if err != nil {
		return err
	}
	server := miniredis.NewMiniRedis()
	server.RequireAuth(chosen.password)
	if err := server.StartAddr(net.JoinHostPort(chosen.address, chosen.port)); err != nil {
		return err
	}
	defer server.Close()
	fmt.Printf("ready to accept connections on %s\n", server.Addr())

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	ticker := time.NewTicker(expiryInterval)
	defer ticker.Stop()
	for {
		select {
		case <-stop:
			return nil
		case <-ticker.C:
			server.FastForward(expiryInterval)
		}
	}
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintf(os.Stderr, "redis: %v\n", err)
		os.Exit(1)
	}
}
