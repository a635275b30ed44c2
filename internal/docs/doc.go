// Package docs holds the tests of what users read: every fenced code block of
// README, CONTRIBUTING, the guides and the recipes is run, and every page says only
// what the provider does.
//
// What a test does with a block follows from its language, and from a comment
// before the fence, of the form <!-- test: WORD ARGUMENT -->:
//
//	hcl, terraform   a module of its own: planned, applied, planned again without
//	                 changes, and destroyed, together with the others of the page
//	    fails        the plan fails
//	    part PATH    stands like this in a file of the project (any language)
//	    file NAME    a file that the shell blocks after it find (any language)
//	shell, sh, bash  run by bash in one session a page: with the CLI, and the
//	                 provider where it finds that; without an account, unless the
//	                 page starts one
//	    exits CODE   ends with this code instead of 0
//	    skip         not run, for a reason that the test lists
//	text, console,   what the block before prints: a plan of hcl, the output of
//	diff             shell. A line of "..." stands for any lines
//	    plan DIR ARG what a plan of a folder of the project prints, with arguments if
//	                 there are any
//	    packages     the project's folders, all Go packages among them
//
// The shell blocks of a recipe's README run in a copy of its folder.
//
// Any other language has to be a file or part of one.
package docs
